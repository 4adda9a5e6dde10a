const Module=require('node:module'); const orig=Module._load; let depth=0
const rows=[]
Module._load=function(r,p,...a){ const t=performance.now(); depth++; try { return orig.call(this,r,p,...a)} finally { depth--; const d=performance.now()-t; if(d>6) rows.push([t.toFixed(0), '  '.repeat(depth)+r, d.toFixed(0)]) } }
process.on('exit',()=>{ for(const r of rows.sort((a,b)=>a[0]-b[0])) console.log(...r)})
