// The venue's settings, from the host.
export { get } from 'patio:host/settings@0.1.0';
