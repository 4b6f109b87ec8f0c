/** Pages that open in a browser without a server: everything is inside, and no script. */
import { known } from '../known.js';

/** @param body HTML that is already escaped */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** A number with its name above and a remark below. */
export function figure(name: string, value: string, remark: string): string {
  return `<div class="figure"><span>${escapeHtml(name)}</span><strong>${escapeHtml(value)}</strong><small>${escapeHtml(remark)}</small></div>`;
}

export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => known(entities[character], 'the entity of a character'));
}

const style = `
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fbfaf7;--line:#ddd8cd;--soft:#6b6558;--bad:#b3261e;--good:#1a6b3c;--a:#1f5fa8;--b:#b5651d}
@media (prefers-color-scheme:dark){:root{--ink:#eee9df;--paper:#1c1b19;--line:#3d3a34;--soft:#a8a193;--bad:#ff8a80;--good:#7fd6a0;--a:#7db4f0;--b:#e8a869}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:64rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.5rem;margin:0 0 1rem}h2{font-size:1.1rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}
.figures{display:flex;flex-wrap:wrap;gap:1rem}.figure{flex:1 1 11rem;border:1px solid var(--line);border-radius:.5rem;padding:.7rem 1rem;display:flex;flex-direction:column}
.figure strong{font-size:1.8rem;font-variant-numeric:tabular-nums}.figure span,.figure small,.legend,.name,dt{color:var(--soft)}.figure small,.name,.legend{font-size:.82rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;font-size:.9rem}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:.25rem .8rem;text-align:right;border-bottom:1px solid var(--line)}th:first-child{text-align:left}
.confusions{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.4rem .9rem}.confusions li{border:1px solid var(--line);border-radius:.4rem;padding:.1rem .5rem}.confusions b{font-family:ui-monospace,monospace}
article{border:1px solid var(--line);border-radius:.5rem;padding:.7rem;margin:.7rem 0}article img{display:block;max-width:100%;max-height:6rem;background:#fff;border-radius:.25rem}
.text{font:1.02rem/1.5 ui-monospace,monospace;margin:.25rem 0;overflow-wrap:anywhere}.text span{display:inline-block;width:3.2rem;color:var(--soft);font:.8rem system-ui,sans-serif}.name{margin:.2rem 0 0;overflow-wrap:anywhere}
del{color:var(--bad);text-decoration:underline 2px}ins{color:var(--good);text-decoration:underline 2px}
.share{display:inline-block;height:.7rem;background:var(--bad);opacity:.6}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1rem}.charts.small{grid-template-columns:repeat(auto-fit,minmax(14rem,1fr))}svg{width:100%;height:auto}svg line{stroke:var(--line)}svg text{font:11px system-ui,sans-serif;fill:var(--soft)}svg .end{text-anchor:end}
svg.reading{display:block}.line{display:inline-block;max-width:100%}.line img{width:auto}.line .bad{fill:var(--bad)}.line rect{fill:var(--a)}svg circle{fill:var(--a)}svg .bar{fill:var(--a);opacity:.25}
.matrix{font-size:.8rem}.matrix th,.matrix td{padding:.1rem .3rem;text-align:center;min-width:1.3rem;border:0}.matrix td{background:color-mix(in srgb,var(--bad) calc(var(--heat)*1%),transparent)}.scroll{overflow-x:auto}
polyline{fill:none;stroke-width:2}polyline.a{stroke:var(--a)}polyline.b{stroke:var(--b)}tspan.a{fill:var(--a)}tspan.b{fill:var(--b)}
`;
