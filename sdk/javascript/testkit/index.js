// Runs an adapter in Node against a scripted point of sale: no WebAssembly, no host, no network.

export { onTheDesk } from './desk.js';
export { ScriptedPos, noAnswer, notReached } from './pos.js';
