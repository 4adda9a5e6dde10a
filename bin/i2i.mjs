#!/usr/bin/env node
// @ts-check
import { runI2i } from '../scripts/setup/prepare.mjs'
import { runScript } from '../scripts/setup/say.mjs'

await runScript(() => runI2i(process.argv.slice(2)))
