// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
/// <reference path="./patio-epos-model.d.ts" />
declare module 'patio:epos/parties@0.1.0' {
  export function createParty(party: NewParty, requester: Requester): Party;
  export function getParty(partyId: string, requester: Requester): Party;
  export function updateParty(partyId: string, party: PartyUpdate, requester: Requester): Party;
  export function deleteParty(partyId: string, requester: Requester): void;
  export function searchParties(filter: PartyFilter, page: PageRequest, requester: Requester): PartyPage;
  export type Money = import('patio:epos/model@0.1.0').Money;
  export type Timestamp = import('patio:epos/model@0.1.0').Timestamp;
  export type Requester = import('patio:epos/model@0.1.0').Requester;
  export type EposError = import('patio:epos/model@0.1.0').EposError;
  export type PageRequest = import('patio:epos/model@0.1.0').PageRequest;
  export type PageEnds = import('patio:epos/model@0.1.0').PageEnds;
  export interface Deposit {
    totalAmount: Money,
    paymentIntentIds: Array<string>,
    description?: string,
  }
  export interface Party {
    id: string,
    name?: string,
    covers?: number,
    /**
     * At least one.
     */
    tableIds: Array<string>,
    /**
     * Free text, not empty: "ordered", "paying", "paid".
     */
    status: string,
    startTime: Timestamp,
    expectedEndTime?: Timestamp,
    endTime?: Timestamp,
    hostNotes?: string,
    guestRequests?: string,
    reservationId?: string,
    deposit?: Deposit,
  }
  export interface NewParty {
    /**
     * The same id again must answer with the party it made the first time.
     */
    dojoPartyId: string,
    dojoReservationId?: string,
    reservationId?: string,
    name?: string,
    covers?: number,
    tableIds: Array<string>,
    status?: string,
    startTime: Timestamp,
    expectedEndTime?: Timestamp,
    hostNotes?: string,
    guestRequests?: string,
    deposit?: Deposit,
  }
  /**
   * Every field replaces the one before.
   */
  export interface PartyUpdate {
    dojoPartyId: string,
    name?: string,
    covers?: number,
    tableIds: Array<string>,
    status: string,
    startTime: Timestamp,
    expectedEndTime?: Timestamp,
    endTime?: Timestamp,
    hostNotes?: string,
    guestRequests?: string,
    deposit?: Deposit,
  }
  export interface PartyFilter {
    tableId?: string,
    /**
     * False: only parties without an end time; true: only those with one.
     */
    completedOnly: boolean,
  }
  export interface PartyPage {
    parties: Array<Party>,
    ends: PageEnds,
  }
}
