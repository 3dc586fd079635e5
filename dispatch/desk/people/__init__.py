"""What people ask the desk for, who may, and what they are told when it cannot be."""
