"""What may be shown, and kept? Disclosure control first; then charts, reports and links."""
