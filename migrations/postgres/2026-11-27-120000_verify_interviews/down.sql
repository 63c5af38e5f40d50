DROP TABLE response_exclusions;
DROP TABLE verification_checks;
DROP TABLE verification_plans;
DROP TABLE verification_rules;
