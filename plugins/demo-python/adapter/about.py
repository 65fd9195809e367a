"""What the adapter is, and what it needs from the operator."""

from patio_sdk import exported
from wit_world import exports
from wit_world.exports import about


@exported
class About(exports.About):
    def describe(self) -> about.Description:
        return about.Description(
            name="Corner",
            version="0.1.0",
            vendor=None,
            # Corner takes an idempotency key with each payment: posting again is harmless.
            payment_safety=about.PaymentSafety.KEYED,
            settings=[
                about.Setting(
                    name="base_url",
                    help="where the Corner API is, such as http://127.0.0.1:9400",
                    required=True,
                    secret=False,
                    default=None,
                ),
                about.Setting(
                    name="api_key",
                    help="the key that the Corner API asks for",
                    required=True,
                    secret=True,
                    default=None,
                ),
            ],
            http=["{base_url}"],
        )
