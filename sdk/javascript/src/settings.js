// The venue's values for the settings that the adapter described.

import { get } from '#host/settings';
import { Unexpected } from './errors.js';

/** A setting; undefined where the venue says nothing and it has no default. @param {string} name @returns {string | undefined} */
export function setting(name) {
  return get(name);
}

/** A setting that must be there. @param {string} name @returns {string} */
export function requiredSetting(name) {
  const value = get(name);
  if (value === undefined || value === '') {
    throw new Unexpected(`the setting ${name} is not set: write ${name} = "…" below [venues.….settings]`);
  }
  return value;
}

/** The URL of a server, without a slash at its end, so that a path can follow. @param {string} name @returns {string} */
export function urlSetting(name) {
  const value = requiredSetting(name);
  let url;
  try {
    url = new URL(value);
  } catch (error) {
    throw new Unexpected(`the setting ${name} is no URL: write it as "https://pos.example"`, { cause: error });
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new Unexpected(`the setting ${name} must begin with https:// or http://`);
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    throw new Unexpected(`the setting ${name} must be a server and a path at most: no user, no "?", no "#"`);
  }
  return value.replace(/\/+$/, '');
}
