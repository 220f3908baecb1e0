"""Invented homes and sentences, with the calls that they ask for: the data of the pilot model."""
