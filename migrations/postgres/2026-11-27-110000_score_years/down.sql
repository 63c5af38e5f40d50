DROP TABLE annual_scores;
DROP TABLE annual_formulas;
DROP TABLE year_entries;
