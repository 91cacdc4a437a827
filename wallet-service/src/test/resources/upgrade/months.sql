-- From V6 on entries stand in months.
SELECT make_entry_months(now() - interval '14 months', 18);
