// The host's log.
export { write } from 'patio:host/log@0.1.0';
