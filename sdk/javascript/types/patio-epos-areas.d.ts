// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
/// <reference path="./patio-epos-model.d.ts" />
declare module 'patio:epos/areas@0.1.0' {
  /**
   * Capability ListAreas.
   */
  export function listAreas(requester: Requester): Array<Area>;
  export type Requester = import('patio:epos/model@0.1.0').Requester;
  export type EposError = import('patio:epos/model@0.1.0').EposError;
  export interface Area {
    id: string,
    name: string,
    waiterIds: Array<string>,
  }
}
