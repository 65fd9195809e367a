// Generated from wit/ by `npm run types` in sdk/javascript. Do not edit.
/// <reference path="./patio-epos-model.d.ts" />
declare module 'patio:epos/tables@0.1.0' {
  /**
   * Capability SearchTables.
   */
  export function searchTables(filter: TableFilter, page: PageRequest, requester: Requester): TablePage;
  export type Requester = import('patio:epos/model@0.1.0').Requester;
  export type EposError = import('patio:epos/model@0.1.0').EposError;
  export type PageRequest = import('patio:epos/model@0.1.0').PageRequest;
  export type PageEnds = import('patio:epos/model@0.1.0').PageEnds;
  export interface Table {
    id: string,
    name: string,
    maxCovers?: number,
    areaId?: string,
    waiterIds: Array<string>,
  }
  export interface TableFilter {
    areaId?: string,
    waiterId?: string,
  }
  export interface TablePage {
    tables: Array<Table>,
    ends: PageEnds,
  }
}
