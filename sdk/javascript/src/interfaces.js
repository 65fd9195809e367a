// Which interfaces an adapter may export. Each is a module of the contract; `about` is needed, the others are what it can do.

/**
 * @template F
 * @typedef {F extends (...given: infer G) => infer R ? (...given: G) => R | Promise<R> : never} MayWait
 */

/**
 * A function of an interface may be async, and what it does not need of its parameters it leaves away.
 * @template M
 * @typedef {{ [K in keyof M]: MayWait<M[K]> }} Implemented
 */

/**
 * @typedef {object} Interfaces
 * @property {Implemented<typeof import('patio:epos/about@0.1.0')>} about
 * @property {Implemented<typeof import('patio:epos/areas@0.1.0')>} areas
 * @property {Implemented<typeof import('patio:epos/changes@0.1.0')>} changes
 * @property {Implemented<typeof import('patio:epos/order-bills@0.1.0')>} orderBills
 * @property {Implemented<typeof import('patio:epos/order-cancellation@0.1.0')>} orderCancellation
 * @property {Implemented<typeof import('patio:epos/order-entry@0.1.0')>} orderEntry
 * @property {Implemented<typeof import('patio:epos/order-lock-extension@0.1.0')>} orderLockExtension
 * @property {Implemented<typeof import('patio:epos/order-locks@0.1.0')>} orderLocks
 * @property {Implemented<typeof import('patio:epos/orders@0.1.0')>} orders
 * @property {Implemented<typeof import('patio:epos/parties@0.1.0')>} parties
 * @property {Implemented<typeof import('patio:epos/payment-events@0.1.0')>} paymentEvents
 * @property {Implemented<typeof import('patio:epos/payments@0.1.0')>} payments
 * @property {Implemented<typeof import('patio:epos/reservations@0.1.0')>} reservations
 * @property {Implemented<typeof import('patio:epos/tables@0.1.0')>} tables
 */

export {};
