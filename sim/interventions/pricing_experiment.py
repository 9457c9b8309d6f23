"""I27 Pricing experiment: a higher price for some, and a look at who stays."""

from sim.intervention import Intervention, Move, Variant
from sim.levers import Lever

RISE = "domain.md 4.5 I27: revenue an account +3 to 10 %; PRICE-F for the arithmetic nobody should do"
NEW = Move(Lever.PRICE_LEVEL, times=1.10, grade="X", source=RISE)
RENEWING = Move(Lever.PRICE_RENEWING, times=1.10, grade="X", source=RISE)
ENGAGED = Move(Lever.PRICE_ENGAGED, times=1.10, grade="X", source="domain.md 6 S4: only on the engaged segment")

INTERVENTION = Intervention(
    id="pricing-experiment",
    number=27,
    name="Pricing experiment",
    mechanism="Contracts cost more for all, for who uses it, or for who is new: some do not sign, some do not renew.",
    moves=(),
    capital=12.0,
    setup_hours=16.0,
    setup_weeks=3,
    steady_hours=0.05,
    variants={
        "engaged-segment": Variant(
            fidelity=0.80,
            setup=1.5,
            note="who uses it, once a contract ends, with a group that keeps its price",
            moves=(ENGAGED,),
        ),
        "everybody": Variant(fidelity=0.95, note="a letter to all customers", moves=(NEW, RENEWING)),
        "new-contracts": Variant(
            fidelity=0.90, note="who signs from now on; who is there keeps the price of old", moves=(NEW,)
        ),
    },
    fails_when="The window is too short to see a renewal: bookings rise now, and customers leave in a year.",
    needs="Customers who use it deeply, and a holdout until contracts end.",
    first_signs="Conversion and discounts, after 2 to 6 weeks; renewals after 26 to 60.",
    grade="S",
    source="PRICE, PRICE-F",
)
