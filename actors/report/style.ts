/** The report's style sheet: light and dark, phone to paper, no outside font or image. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fbfaf6;--card:#fff;--ink:#1c2b33;--muted:#55636b;--line:#dcdad0;--deep:#0f4c5c;--on-deep:#fff;--on-deep-soft:#cfe3e4;--soft:#dde7e6;
--gap:#b5493a;--gap-soft:#f9e9e5;--undetermined:#9a7d26;--undetermined-soft:#f6efdb;--mastered:#3c8562;--mastered-soft:#e4f1e9;--gap-ink:#97341f;--undetermined-ink:#6b5613;--mastered-ink:#235f43;--bar:#1b6b7b;--on-dot:#fff}
@media (prefers-color-scheme:dark){:root{--paper:#12191d;--card:#1a2329;--ink:#e8ecec;--muted:#a3b1b6;--line:#2e3a41;--deep:#0f3f4c;--on-deep:#fff;--on-deep-soft:#bcd8da;--soft:#2a3a41;
--gap:#e0806f;--gap-soft:#3a211d;--undetermined:#cdae55;--undetermined-soft:#332b14;--mastered:#6cbb93;--mastered-soft:#17301f;--gap-ink:#f4aa9c;--undetermined-ink:#e6cd85;--mastered-ink:#9bd9b8;--bar:#5fb3c2;--on-dot:#12191d}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.6 Arial,"Liberation Sans",Helvetica,sans-serif}
header{background:var(--deep);color:var(--on-deep);padding:3rem 1.25rem 2.5rem;box-shadow:inset .7rem 0 #d98e2b}
header>div{max-width:64rem;margin:0 auto}
main,footer{max-width:66.5rem;margin:0 auto}
header p{margin:.25rem 0;color:var(--on-deep-soft)}
h1{font-size:clamp(1.8rem,5vw,2.7rem);line-height:1.15;margin:0 0 .6rem;letter-spacing:-.01em}
h2{font-size:1.5rem;line-height:1.25;margin:3.2rem 0 .6rem;padding-top:.9rem;border-top:1px solid var(--line)}
h3{font-size:1.1rem;margin:1.8rem 0 .4rem}
p,li{max-width:44rem}
main{padding:0 1.25rem 2rem}
.lead{font-size:1.2rem;line-height:1.5}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;padding:0;margin:1.4rem 0 0}
a{color:var(--bar);text-underline-offset:.15em}
a:focus-visible,.scroll:focus-visible{outline:3px solid #d98e2b;outline-offset:2px}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(11.5rem,1fr));gap:.9rem;margin:1.4rem 0;padding:0}
.facts div{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.9rem 1.1rem}
.facts{align-items:start}.facts div:has(.words){grid-column:span 2}.facts dt{color:var(--muted);font-size:.88rem}
.facts dd{margin:.1rem 0 0;font-size:1.55rem;font-weight:700;line-height:1.25}
.facts dd.words{font-size:1.1rem;line-height:1.4}
.scroll{overflow-x:auto;margin:1rem 0 1.5rem;border:1px solid var(--line);border-radius:.6rem;background:var(--card)}
table{border-collapse:collapse;width:100%;font-size:.93rem;line-height:1.45}
caption{text-align:left;font-weight:700;padding:.8rem 1rem .5rem}
th,td{text-align:left;vertical-align:top;padding:.5rem 1rem;border-top:1px solid var(--line)}
thead th{color:var(--muted);font-size:.82rem;vertical-align:bottom}
tbody th{font-weight:600;min-width:9rem}
td{min-width:5.5rem}
td:last-child:not(:nth-child(-n+3)){min-width:9rem}
td.wide,th.wide{min-width:15rem}
code{font:.85em "Liberation Mono",Consolas,monospace;overflow-wrap:anywhere}
.chart{margin:1.2rem 0;padding:1rem 1.1rem;background:var(--card);border:1px solid var(--line);border-radius:.6rem}
figcaption{color:var(--muted);font-size:.9rem;margin-bottom:.7rem}
.row{display:grid;grid-template-columns:minmax(8rem,15rem) 1fr minmax(4rem,auto);gap:.2rem 1rem;align-items:center;padding:.22rem 0;font-size:.93rem}
.row svg{width:100%;height:1.35rem;display:block;border-radius:.2rem}
.row .value{color:var(--muted);text-align:right;min-width:7.5rem}
.swatch{white-space:nowrap;margin-right:.9rem}
.swatch svg{width:.85em;height:.85em;margin-right:.4em;vertical-align:-.06em}
.track{fill:var(--soft)}.plain{fill:var(--bar)}.gap{fill:var(--gap)}.undetermined{fill:var(--undetermined)}.mastered{fill:var(--mastered)}
.band{opacity:.42}.mark{stroke:var(--ink);stroke-width:1.6;stroke-dasharray:4 3}
@media (min-width:52rem){.next{columns:2;column-gap:2.5rem}}
.next{padding-left:1.4rem;margin:.4rem 0 1.4rem}.next li{break-inside:avoid;padding:.25rem 0 .45rem}
.plot{margin:1.2rem 0;padding:1rem 1.1rem;background:var(--card);border:1px solid var(--line);border-radius:.6rem}
.sheet{overflow-x:auto}.sheet svg{display:block;width:100%;min-width:34rem;max-width:52rem;height:auto;font-family:inherit}
.grid{stroke:var(--line);stroke-width:1}.axis{stroke:var(--muted);stroke-width:1}.curve{fill:none;stroke:var(--bar);stroke-width:2.5}
.plot text{fill:var(--muted);font-size:13px}.plot text.name{fill:var(--ink);font-size:13px}.plot text.end{text-anchor:end}.plot text.middle{text-anchor:middle}
.plot .dot{stroke:var(--card);stroke-width:1.5}.plot text.on-dot{fill:var(--on-dot);font-size:11px;font-weight:700}
.good{fill:var(--mastered-soft)}.rug{stroke-width:1.5}.rug.learner{stroke:var(--muted);opacity:.55}.rug.question{stroke:var(--gap)}
.choices span{white-space:nowrap;display:block}
.pill{display:inline-block;border-radius:1rem;padding:.05rem .65rem;font-size:.85rem;font-weight:700;white-space:nowrap}
.pill.gap,.pill.failed{background:var(--gap-soft);color:var(--gap-ink)}
.pill.undetermined,.pill.soft{background:var(--undetermined-soft);color:var(--undetermined-ink)}
.pill.mastered,.pill.held{background:var(--mastered-soft);color:var(--mastered-ink)}
.note{border-left:.25rem solid #d98e2b;padding:.1rem 0 .1rem 1rem;margin:1rem 0}
.small{color:var(--muted);font-size:.85rem}
footer{padding:1.5rem 1.25rem 3rem;color:var(--muted);font-size:.88rem}
@media (max-width:40rem){body{font-size:16px}header{padding:2rem 1rem 1.6rem 1.4rem;box-shadow:inset .45rem 0 #d98e2b}main,footer{padding-left:1rem;padding-right:1rem}
.row{grid-template-columns:1fr auto}.row .label{grid-column:1}.row .value{grid-column:2;grid-row:1}.row svg{grid-column:1/-1}.facts{grid-template-columns:1fr 1fr}.facts dd{font-size:1.25rem}}
@media print{:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#111;--muted:#444;--line:#bbb}body{font-size:10.5pt}header{background:none;color:#111;box-shadow:inset .4rem 0 #d98e2b;padding:1rem 1.5rem}header p{color:#444}
nav{display:none}h2{break-after:avoid}figure,.facts div,tr{break-inside:avoid}.scroll{overflow:visible}table{font-size:8.5pt}th,td{padding:.25rem .4rem}th,td,tbody th,td.wide,th.wide,td:last-child:not(:nth-child(-n+3)){min-width:0;overflow-wrap:break-word}td .small,th .small{font-size:.92em;font-weight:400}code{overflow-wrap:anywhere}thead th{font-size:7.5pt}.pill{white-space:normal;padding:.05rem .35rem;font-size:7.5pt}.sheet{overflow:visible}.sheet svg{min-width:0}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}@page{margin:16mm}}
`.trim();
