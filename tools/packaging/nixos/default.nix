# Untried: written by the rules of NixOS, but never built there. In its
# configuration: imports = [ /path/to/igmp-querier/tools/packaging/nixos ];
# and, for example, environment.etc."querierctl.conf".text = "[eth0]\nquerier-enable = on\n";
{ config, lib, pkgs, ... }:
let
  kernel = config.boot.kernelPackages.kernel;
  version = "1.0.0";
  src = ../../..;
  module = pkgs.stdenv.mkDerivation {
    pname = "igmp-querier";
    inherit version src;
    nativeBuildInputs = kernel.moduleBuildDependencies;
    makeFlags = [
      "KDIR=${kernel.dev}/lib/modules/${kernel.modDirVersion}/build"
      "INSTALL_MOD_PATH=${placeholder "out"}"
    ];
    buildFlags = [ "module" ];
    installTargets = [ "modules_install" ];
  };
  querierctl = pkgs.stdenv.mkDerivation {
    pname = "querierctl";
    inherit version src;
    nativeBuildInputs = [ pkgs.pkg-config ];
    buildInputs = with pkgs; [ inih json_c libmnl util-linux ];
    postPatch = ''
      patchShebangs tools
      substituteInPlace tools/packaging/*.in --replace-quiet /sbin/modprobe ${pkgs.kmod}/bin/modprobe \
        --replace-quiet /bin/sh ${pkgs.runtimeShell}
    '';
    makeFlags = [ "-C" "tools" "PREFIX=${placeholder "out"}" "DESTDIR=/" ];
  };
in {
  boot.extraModulePackages = [ module ];
  environment.systemPackages = [ querierctl ];
  services.udev.packages = [ querierctl ];
  systemd.packages = [ querierctl ];
  systemd.services.querier.wantedBy = [ "multi-user.target" ];
}
