DROP TABLE bulletin_templates;
DROP TABLE bulletins;
