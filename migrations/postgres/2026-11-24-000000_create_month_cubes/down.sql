DROP TABLE month_cubes;
