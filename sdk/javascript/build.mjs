#!/usr/bin/env node
// Makes a component of an adapter: `node build.mjs --entry src/adapter.js --wit wit --world corner --out corner.wasm`.
// `patio build` calls it. Run it in the project's folder, whose node_modules has the tools.

import { argumentsOf } from './build/arguments.mjs';
import { build } from './build/build.mjs';
import { Failure } from './build/failure.mjs';

try {
  const wanted = argumentsOf(process.argv.slice(2));
  const { bytes } = await build(wanted);
  console.log(`${wanted.out}: ${(bytes / 1e6).toFixed(1)} MB`);
} catch (error) {
  if (!(error instanceof Failure)) {
    throw error;
  }
  console.error(`error: ${error.message}`);
  for (const hint of error.hints) {
    console.error(`hint: ${hint}`);
  }
  process.exitCode = error.isUsage ? 64 : 1;
}
