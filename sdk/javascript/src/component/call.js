// The call that is running, from the host.
export { remainingMs, traceId } from 'patio:host/call@0.1.0';
