import { createRequire } from 'node:module'
const require=createRequire(import.meta.url)
for (const m of ['pino','fastify','@fastify/websocket','@fastify/static','@msgpack/msgpack']) { const t=performance.now(); m[0]!='p' ? await import(m): await import(m); console.log(m, (performance.now()-t).toFixed(0)) }
