// The venue's small durable store, from the host.
import * as store from 'patio:host/store@0.1.0';

export const { get, set, keys, compareAndSet } = store;
export const remove = store.delete;
