// What the adapter is, and what it needs of the venue.

/** @type {import('@patio/sdk').Interfaces['about']} */
export const about = {
  describe() {
    return {
      name: 'Corner',
      version: '0.1.0',
      // Corner takes an idempotency key with each payment: posting again is harmless.
      paymentSafety: 'keyed',
      settings: [
        {
          name: 'base_url',
          help: 'where the Corner API is, such as http://127.0.0.1:9400',
          required: true,
          secret: false,
        },
        { name: 'api_key', help: 'the key that the Corner API asks for', required: true, secret: true },
      ],
      http: ['{base_url}'],
    };
  },
};
