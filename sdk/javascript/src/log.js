// Lines of the host's log. Never put secrets into them; the host takes out those that it knows.

import { write } from '#host/log';

/** @typedef {Record<string, string | number | bigint | boolean>} Fields */

/** @param {import('patio:host/log@0.1.0').Level} level */
const at =
  (level) =>
  /** @param {string} message @param {Fields} [fields] */
  (message, fields = {}) => {
    write(
      level,
      message,
      Object.entries(fields).map(([name, value]) => ({ name, value: String(value) })),
    );
  };

export const log = { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
