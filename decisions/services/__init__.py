"""Services that any feature may use and that know no feature: they depend on nothing above them."""
