# The README's figure, of packets.tsv and events.tsv; tools/testing/figure/draw
# runs it. Each colour has a contrast of more than 3 to 1 on white and on GitHub's
# dark background, #0d1117.
grey = "#757e88"
red = "#d1495b"
green = "#238b7e"
blue = "#3b82d0"

is_query(what) = what eq "query"
is_mark(what) = !is_query(what) && what ne "report"
mark(lan) = strcol(2) eq lan && is_mark(strcol(4)) ? column(1) : NaN
query(host) = strcol(3) eq host && is_query(strcol(4)) ? column(1) : NaN

set terminal svg size 830,420 font "sans-serif,13" noenhanced
set datafile separator "\t"
set multiplot
set lmargin at screen 0.07
set rmargin at screen 0.965
set border 3 linecolor rgb grey
set style fill solid 1 noborder
set boxwidth 8
set xrange [-10:1005]
set yrange [0:17]
set xtics 125 nomirror scale 0.6 textcolor rgb grey
set ytics (0, 5, 10) nomirror scale 0.6 textcolor rgb grey
set ylabel "packets in 10 s" offset 1.5,-1.2 textcolor rgb grey
set key at graph 1.01,1.2 right horizontal textcolor rgb grey samplen 0.5

set tmargin at screen 0.92
set bmargin at screen 0.60
set format x ""
set label 1 "Without a querier" at graph 0,1.13 textcolor rgb red
plot "packets.tsv" using ($1 + 5):2 skip 1 with boxes linecolor rgb red notitle, \
	"events.tsv" using (mark("without")):(10):(0):(4) skip 1 with vectors nohead linecolor rgb grey dashtype 2 notitle, \
	"" using (mark("without")):(15.3):(strcol(3)." ".strcol(4)) skip 1 with labels left offset 0.3,0 textcolor rgb grey notitle

set tmargin at screen 0.46
set bmargin at screen 0.13
set format x "%.0f"
set xlabel "seconds since the tv joined the group" offset 0,0.4 textcolor rgb grey
set label 1 "With a querier" textcolor rgb green
plot "packets.tsv" using ($1 + 5):3 skip 1 with boxes linecolor rgb green notitle, \
	"events.tsv" using (mark("with")):(10):(0):(4) skip 1 with vectors nohead linecolor rgb grey dashtype 2 notitle, \
	"" using (mark("with")):(15.3):(strcol(3)." ".strcol(4)) skip 1 with labels left offset 0.3,0 textcolor rgb grey notitle, \
	"" using (query("server")):(11.8) skip 1 with points pointtype 11 pointsize 0.8 linecolor rgb green title "the server asks", \
	"" using (query("router")):(11.8) skip 1 with points pointtype 11 pointsize 0.8 linecolor rgb blue title "a router asks"
unset multiplot
