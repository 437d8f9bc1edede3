"""EC2: what moto lacks of it or gets wrong."""
