"""Personal data of nobody: valid check digits, birth dates before 1910, names made of characters."""

from generating.chance import below, pick

REGIONS = ("110101", "310104", "440106", "510107", "330106", "420111")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"


def cn_id(name: str) -> str:
    """Return an identity number whose holder would have been born from 1880 to 1909."""
    year, month = 1880 + below(30, name, "y"), 1 + below(12, name, "m")
    day, order = 1 + below(28, name, "d"), 1 + below(999, name, "o")
    body = f"{pick(REGIONS, name, 'r')}{year}{month:02d}{day:02d}{order:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + CHECK[total % 11]


def bank_card(name: str) -> str:
    """Return a card number with a valid check digit (Luhn) in a range no issuer is known to use."""
    body = "629999" + "".join(str(below(10, name, at)) for at in range(9))
    digits = [int(digit) for digit in body]
    odd = sum(sum(divmod(2 * digit, 10)) for digit in digits[::-2])
    return body + str(-(odd + sum(digits[-2::-2])) % 10)


def mobile(name: str) -> str:
    """Return a number that is shaped like a mobile one, under a prefix not given to any network."""
    return f"1{pick((61, 63, 64, 68), name)}{below(10**8, name):08d}"


def email(name: str) -> str:
    """Return an address in a domain that is reserved for examples."""
    return f"user{below(9999, name):04d}@example.com"
