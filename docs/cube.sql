-- A cube made by another engine (DuckDB here), from answers in long form and the category of each
-- question. The columns are described in crates/analytics/README.md. `manyi score --cube
-- cube.parquet --units units.csv --form questionnaire.toml` takes it from there.
--
-- answers: response_id, unit_code, interviewed_on, stratum, psu, mode, weight, question_code, answer
-- questions: question_code, category
-- substantive: option_code of the options that are neither don't know nor refused
COPY (
    WITH a AS (
        SELECT answers.*, category, strftime(interviewed_on, '%Y-%m') AS month,
               -- Who was drawn directly, as on the telephone, is a PSU of his own.
               CASE WHEN coalesce(psu, '') = '' THEN dense_rank() OVER (ORDER BY response_id) END AS respondent,
               answer IN (SELECT option_code FROM substantive) AS substantive
        FROM answers JOIN questions USING (question_code)
        WHERE answer <> ''
    ), sums AS (
        SELECT month, stratum, psu, respondent, unit_code, mode, 'answers' AS counted, '' AS category,
               question_code, 1 AS option_list, answer AS option_code,
               count(*) AS count, sum(weight) AS weight, sum(weight * weight) AS weight_squared
        FROM a GROUP BY ALL
    ), people AS (
        SELECT month, stratum, psu, respondent, unit_code, mode, 'interviews' AS counted, '' AS category,
               count(DISTINCT response_id) AS count
        FROM a GROUP BY ALL
        UNION ALL
        SELECT month, stratum, psu, respondent, unit_code, mode, 'respondents', category, count(DISTINCT response_id)
        FROM a WHERE substantive GROUP BY ALL
        UNION ALL
        SELECT month, stratum, psu, respondent, unit_code, mode, 'respondents', '', count(DISTINCT response_id)
        FROM a WHERE substantive GROUP BY ALL
    )
    SELECT month, stratum, psu, respondent, unit_code, mode, counted, category,
           question_code, option_list, option_code, count, weight, weight_squared
    FROM (SELECT * FROM sums UNION ALL BY NAME SELECT * FROM people)
    ORDER BY month, stratum, psu, respondent, unit_code, mode
) TO 'cube.parquet' (FORMAT parquet);
