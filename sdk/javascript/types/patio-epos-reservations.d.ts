// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
/// <reference path="./patio-epos-model.d.ts" />
declare module 'patio:epos/reservations@0.1.0' {
  export function createReservation(reservation: ReservationFields, requester: Requester): Reservation;
  export function getReservation(reservationId: string, requester: Requester): Reservation;
  export function updateReservation(reservationId: string, reservation: ReservationFields, requester: Requester): Reservation;
  export function deleteReservation(reservationId: string, requester: Requester): void;
  export function searchReservations(filter: ReservationFilter, page: PageRequest, requester: Requester): ReservationPage;
  export type Timestamp = import('patio:epos/model@0.1.0').Timestamp;
  export type Requester = import('patio:epos/model@0.1.0').Requester;
  export type EposError = import('patio:epos/model@0.1.0').EposError;
  export type PageRequest = import('patio:epos/model@0.1.0').PageRequest;
  export type PageEnds = import('patio:epos/model@0.1.0').PageEnds;
  export interface Reservation {
    id: string,
    name: string,
    covers: number,
    startTime: Timestamp,
    endTime: Timestamp,
    tableIds: Array<string>,
    hostNotes?: string,
    guestRequests?: string,
  }
  export interface ReservationFields {
    dojoReservationId: string,
    name: string,
    covers: number,
    startTime: Timestamp,
    endTime: Timestamp,
    tableIds: Array<string>,
    hostNotes?: string,
    guestRequests?: string,
  }
  export interface ReservationFilter {
    tableId?: string,
    from?: Timestamp,
    to?: Timestamp,
  }
  export interface ReservationPage {
    reservations: Array<Reservation>,
    ends: PageEnds,
  }
}
