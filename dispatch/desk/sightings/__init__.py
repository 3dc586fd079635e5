"""What is seen and told: alerts become incidents, further views and reports join them, those who fled are found."""
