// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
/// <reference path="./patio-epos-model.d.ts" />
declare module 'patio:epos/changes@0.1.0' {
  export function pollChanges(since: string | undefined): ChangePage;
  export type EposError = import('patio:epos/model@0.1.0').EposError;
  export type Change = ChangeOrder | ChangeParty | ChangeReservation;
  export interface ChangeOrder {
    tag: 'order',
    val: string,
  }
  export interface ChangeParty {
    tag: 'party',
    val: string,
  }
  export interface ChangeReservation {
    tag: 'reservation',
    val: string,
  }
  export interface ChangePage {
    changes: Array<Change>,
    /**
     * Handed back at the next call, unchanged.
     */
    since: string,
  }
}
