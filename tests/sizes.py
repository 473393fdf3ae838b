"""How much the long stories play: the suite a short version, `make chaos` the whole; a variable changes one of them."""

import os

SHORT = {
    "TEST_STEPS": 400,  # of companies with their gear and points
    "TEST_ROUNDS": 10,  # of sixteen threads in a race
    "TEST_CHARGES": 60,  # invoices on their way through cards, faults and dead workers
    "TEST_TERMS": 96,  # invoiced over a year's end by thirty-two workers
    "TEST_ROWS": 60,  # of a customer's list of gear
}
WHOLE = {
    "TEST_STEPS": 20_000,  # the windows count two a step
    "TEST_ROUNDS": 50,
    "TEST_CHARGES": 2_000,
    "TEST_TERMS": 160,
    "TEST_ROWS": 10_000,
}


def size(name: str) -> int:
    return int(os.environ.get(name, SHORT[name]))
