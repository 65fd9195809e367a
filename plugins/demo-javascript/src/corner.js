// Requests to the Corner API, and what its refusals mean.

import {
  Conflict,
  InDoubt,
  InvalidRequest,
  Json,
  NotFound,
  request,
  requiredSetting,
  Unavailable,
  Unexpected,
  urlSetting,
} from '@patio/sdk';

/** A path of which every part is one, whatever characters are in an id. @param {string[]} parts */
export const path = (...parts) => parts.map((part) => `/${encodeURIComponent(part)}`).join('');

/** Asks for something. @param {string} path @param {Record<string, string | undefined>} [query] */
export async function get(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(/** @type {[string, string][]} */ (given)).toString();
  return Json.of(await exchange('GET', search === '' ? path : `${path}?${search}`));
}

/** Changes something once: with the same key and content, nothing more. @param {string} path @param {string} key @param {object} json */
export async function post(path, key, json) {
  return Json.of(await exchange('POST', path, { json, headers: { 'idempotency-key': key } }));
}

/** Puts something there: doing it again changes nothing. @param {string} path @param {object} json */
export async function put(path, json) {
  return Json.of(await exchange('PUT', path, { json }));
}

/** Takes something away. @param {string} path */
export async function remove(path) {
  await exchange('DELETE', path);
}

/** @param {string} method @param {string} path @param {{ json?: object, headers?: Record<string, string> }} [more] */
async function exchange(method, path, { json, headers = {} } = {}) {
  const response = await request(urlSetting('base_url') + path, {
    method,
    json,
    headers: { 'x-api-key': requiredSetting('api_key'), ...headers },
  });
  if (response.status >= 200 && response.status < 300) {
    return response;
  }
  throw refusal(response, method === 'GET');
}

/** @param {import('@patio/sdk').Response} response @param {boolean} reads */
function refusal(response, reads) {
  const said = response.json()?.error;
  const why = typeof said?.message === 'string' ? `: ${said.message} (${said.code})` : '';
  const text = `${response.asked}: the POS answered ${response.status}${why}`;
  switch (response.status) {
    case 400:
      return new InvalidRequest(text);
    case 401:
      return new Unexpected("the POS refuses the api_key: write the one that it knows into the venue's settings");
    case 404:
      return new NotFound(text);
    case 409:
      return new Conflict(text);
    default:
      if (reads) {
        return response.status >= 500 ? new Unavailable(text) : new Unexpected(text);
      }
      // Whether it was done before it went wrong, nobody knows.
      return new InDoubt(text);
  }
}
