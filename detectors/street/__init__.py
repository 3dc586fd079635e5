"""What stands and walks where: metres, parked cars, people, day and night. Pure: no pictures, no clocks."""
