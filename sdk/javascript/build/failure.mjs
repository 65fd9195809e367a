// What goes wrong with a build, for the person who wrote the adapter.

export class Failure extends Error {
  /** @param {string} message what and where @param {{ hints?: string[], isUsage?: boolean }} [more] what to write */
  constructor(message, { hints = [], isUsage = false } = {}) {
    super(message);
    this.hints = hints;
    this.isUsage = isUsage;
  }
}
