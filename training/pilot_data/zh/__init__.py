"""Chinese, as it is written on the mainland, in Taiwan and in Hong Kong."""
