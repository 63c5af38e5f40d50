DROP TABLE supervision_events;
DROP TABLE supervision_orders;
DROP TABLE supervision_rules;
