DROP TABLE common_events;
DROP TABLE self_check_tasks;
DROP TABLE common_sources;
DROP TABLE common_issues;
DROP TABLE issue_evidence;
DROP TABLE evidence_contents;
