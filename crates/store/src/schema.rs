//! Tables as diesel sees them, one schema for every backend. The truth is `/migrations`.

diesel::table! {
    meta (name) {
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    month_cubes (questionnaire, kind, month) {
        questionnaire -> Text,
        kind -> Text,
        month -> Integer,
        last_seq -> BigInt,
        body -> Binary,
    }
}

diesel::table! {
    bulletins (id) {
        id -> Text,
        questionnaire -> Text,
        kind -> Text,
        period -> Text,
        unit -> Text,
        revision -> BigInt,
        state -> Text,
        content -> Text,
        digest -> Text,
        data_revision -> BigInt,
        reason -> Nullable<Text>,
        made_at -> BigInt,
        made_by -> Text,
        edited_at -> BigInt,
        edited_by -> Text,
        reviewed_at -> Nullable<BigInt>,
        reviewed_by -> Nullable<Text>,
        published_at -> Nullable<BigInt>,
        published_by -> Nullable<Text>,
        closed_at -> Nullable<BigInt>,
        closed_by -> Nullable<Text>,
        closing_reason -> Nullable<Text>,
        seal -> Nullable<Text>,
    }
}

diesel::table! {
    seals (number) {
        number -> BigInt,
        period -> Text,
        revision -> BigInt,
        manifest -> Text,
        digest -> Text,
    }
}

diesel::table! {
    seal_listings (digest) {
        digest -> Text,
        listing -> Text,
    }
}

diesel::table! {
    bulletin_templates (language, version) {
        language -> Text,
        version -> BigInt,
        body -> Text,
        written_at -> BigInt,
        written_by -> Text,
    }
}

diesel::table! {
    units (code) {
        code -> Text,
        name_zh -> Text,
        name_en -> Nullable<Text>,
        level -> Text,
        parent -> Nullable<Text>,
        valid_from -> Nullable<Text>,
        valid_to -> Nullable<Text>,
        position -> BigInt,
    }
}

diesel::table! {
    questionnaires (code, version) {
        code -> Text,
        version -> BigInt,
        body -> Text,
        published_at -> BigInt,
    }
}

diesel::table! {
    questionnaire_drafts (code, version) {
        code -> Text,
        version -> BigInt,
        payload -> Text,
        file_name -> Text,
        uploaded_by -> Text,
        uploaded_at -> BigInt,
    }
}

diesel::table! {
    scoring_schemes (code, version) {
        code -> Text,
        version -> BigInt,
        body -> Text,
        published_at -> BigInt,
    }
}

diesel::table! {
    rounds (code) {
        code -> Text,
        name_zh -> Text,
        name_en -> Nullable<Text>,
        questionnaire -> Text,
        version -> BigInt,
        kind -> Text,
        modes -> Text,
        opens -> Text,
        closes -> Text,
        mirrors -> Nullable<Text>,
    }
}

diesel::table! {
    responses (seq) {
        seq -> BigInt,
        id -> Text,
        round -> Text,
        unit -> Text,
        mode -> Text,
        interviewed_on -> Text,
        month -> Integer,
        started_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        respondent -> Nullable<Text>,
        stratum -> Nullable<Text>,
        psu -> Nullable<Text>,
        weight -> Double,
        answers -> Text,
        digest -> Text,
        received_at -> BigInt,
        source -> Text,
        form_version -> Nullable<BigInt>,
    }
}

diesel::table! {
    response_versions (response_id, version) {
        response_id -> Text,
        version -> BigInt,
        payload -> Text,
        digest -> Text,
        replaced_at -> BigInt,
        replaced_by -> Text,
        reason -> Text,
    }
}

diesel::table! {
    withdrawn_responses (id) {
        id -> Text,
        withdrawn_at -> BigInt,
        withdrawn_by -> Text,
        reason -> Text,
    }
}

diesel::table! {
    quarantine (response_id, digest) {
        response_id -> Text,
        digest -> Text,
        kept_digest -> Nullable<Text>,
        payload -> Text,
        source -> Text,
        received_at -> BigInt,
        settled_at -> Nullable<BigInt>,
        settlement -> Nullable<Text>,
        cause -> Text,
        decision -> Nullable<Text>,
        settled_by -> Nullable<Text>,
    }
}

diesel::table! {
    attempts (id) {
        id -> Text,
        round -> Text,
        case_no -> Text,
        unit -> Text,
        mode -> Text,
        attempted_at -> BigInt,
        outcome -> Text,
        appointment_at -> Nullable<BigInt>,
        made_by -> Nullable<Text>,
    }
}

diesel::table! {
    fieldwork_rules (version) {
        version -> BigInt,
        body -> Text,
        published_at -> BigInt,
    }
}

diesel::table! {
    contacts (case_no) {
        case_no -> Text,
        frame -> Text,
        unit -> Text,
        stratum -> Nullable<Text>,
        psu -> Nullable<Text>,
        key_id -> Text,
        sealed -> Nullable<Binary>,
        phone_hash -> Nullable<Text>,
        place_hash -> Nullable<Text>,
        added_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    issues (id) {
        id -> Text,
        response_id -> Nullable<Text>,
        round -> Nullable<Text>,
        unit -> Text,
        mode -> Nullable<Text>,
        question -> Nullable<Text>,
        category -> Text,
        reason -> Nullable<Text>,
        description -> Nullable<Text>,
        state -> Text,
        opened_on -> Text,
        opened_at -> BigInt,
        channel -> Text,
        source_no -> Nullable<Text>,
        triage -> Nullable<Text>,
        due_on -> Nullable<Text>,
        leader -> Nullable<Text>,
        section -> Nullable<Text>,
        person -> Nullable<Text>,
        first_receiver -> Nullable<Text>,
        replied_at -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
        reopened -> BigInt,
        repeats -> Nullable<Text>,
        seq -> BigInt,
    }
}

diesel::table! {
    issue_events (issue_id, seq) {
        issue_id -> Text,
        seq -> BigInt,
        at -> BigInt,
        made_by -> Text,
        kind -> Text,
        event -> Text,
        reason -> Nullable<Text>,
        evidence -> Text,
    }
}

diesel::table! {
    issue_rules (version) {
        version -> BigInt,
        body -> Text,
        published_at -> BigInt,
    }
}

diesel::table! {
    working_calendars (version) {
        version -> BigInt,
        body -> Text,
        published_at -> BigInt,
    }
}

diesel::table! {
    supervision_orders (id) {
        id -> Text,
        unit -> Text,
        period -> Text,
        rule -> Nullable<Text>,
        rules_version -> Nullable<BigInt>,
        state -> Text,
        rung -> Nullable<Text>,
        due_what -> Nullable<Text>,
        due_on -> Nullable<Text>,
        proposed_at -> BigInt,
        issued_at -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
        appeals -> BigInt,
        seq -> BigInt,
    }
}

diesel::table! {
    supervision_events (order_id, seq) {
        order_id -> Text,
        seq -> BigInt,
        at -> BigInt,
        made_by -> Text,
        kind -> Text,
        event -> Text,
        reason -> Nullable<Text>,
        evidence -> Text,
    }
}

diesel::table! {
    supervision_rules (version) {
        version -> BigInt,
        body -> Text,
        published_at -> BigInt,
    }
}

diesel::table! {
    case_notes (id) {
        id -> Text,
        round -> Text,
        case_no -> Text,
        key_id -> Text,
        sealed -> Binary,
        written_at -> BigInt,
        written_by -> Text,
        digest -> Text,
    }
}

diesel::table! {
    photos (id) {
        id -> Text,
        response_id -> Text,
        key_id -> Text,
        sealed -> Binary,
        digest -> Text,
        received_at -> BigInt,
        sent_by -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(photos, responses, quarantine);
diesel::allow_tables_to_appear_in_same_query!(response_versions, responses);

diesel::table! {
    samples (round, mode) {
        round -> Text,
        mode -> Text,
        frame -> Text,
        seed -> Text,
        plan -> Text,
        strata -> Text,
        digest -> Text,
        drawn_at -> BigInt,
        drawn_by -> Text,
        met -> Text,
    }
}

diesel::table! {
    cases (round, case_no) {
        round -> Text,
        case_no -> Text,
        unit -> Text,
        mode -> Text,
        stratum -> Text,
        psu -> Nullable<Text>,
        weight -> Double,
        origin -> Text,
        position -> BigInt,
        state -> Text,
        next_at -> BigInt,
        attempts -> BigInt,
        outcome -> Nullable<Text>,
        held_by -> Nullable<Text>,
        held_until -> Nullable<BigInt>,
        drawn_at -> BigInt,
    }
}

diesel::table! {
    quotas (round, unit) {
        round -> Text,
        unit -> Text,
        minimum -> BigInt,
    }
}

diesel::table! {
    imports (id) {
        id -> Text,
        file_name -> Text,
        file_digest -> Text,
        mapping -> Nullable<Text>,
        imported_at -> BigInt,
        added -> BigInt,
        same -> BigInt,
        different -> BigInt,
        rejected -> BigInt,
    }
}

diesel::table! {
    users (name) {
        name -> Text,
        display_name -> Text,
        password_hash -> Nullable<Text>,
        must_change -> BigInt,
        failures -> BigInt,
        locked_until -> Nullable<BigInt>,
        disabled_at -> Nullable<BigInt>,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    user_roles (user_name, role, unit) {
        user_name -> Text,
        role -> Text,
        unit -> Text,
    }
}

diesel::table! {
    sessions (digest) {
        digest -> Text,
        user_name -> Text,
        kind -> Text,
        label -> Text,
        rights -> Nullable<Text>,
        created_at -> BigInt,
        used_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sign_in_links (digest) {
        digest -> Text,
        user_name -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    second_factors (user_name) {
        user_name -> Text,
        secret -> Text,
        added_at -> BigInt,
        last_step -> BigInt,
    }
}

diesel::table! {
    recovery_codes (digest) {
        digest -> Text,
        user_name -> Text,
    }
}

diesel::table! {
    pending_sign_ins (digest) {
        digest -> Text,
        user_name -> Text,
        password_hash -> Nullable<Text>,
        link -> Nullable<Text>,
        expires_at -> BigInt,
    }
}

diesel::table! {
    device_links (digest) {
        digest -> Text,
        user_name -> Text,
        label -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    audit_log (seq) {
        seq -> BigInt,
        at -> BigInt,
        actor -> Text,
        action -> Text,
        subject -> Text,
        detail -> Text,
        previous -> Text,
        digest -> Text,
    }
}

diesel::table! {
    aims (year, unit) {
        year -> BigInt,
        unit -> Text,
        index_target -> Nullable<Double>,
        place -> Nullable<BigInt>,
        out_of -> Nullable<BigInt>,
        field -> Nullable<Text>,
        source -> Nullable<Text>,
        set_by -> Text,
        set_at -> BigInt,
    }
}

diesel::table! {
    saved_views (id) {
        id -> Text,
        owner -> Text,
        name -> Text,
        page -> Text,
        query -> Text,
        shared -> BigInt,
        saved_at -> BigInt,
    }
}

diesel::table! {
    year_entries (id) {
        id -> Text,
        kind -> Text,
        entry_key -> Text,
        version -> BigInt,
        year -> Nullable<BigInt>,
        unit -> Text,
        state -> Text,
        body -> Text,
        digest -> Text,
        reason -> Nullable<Text>,
        entered_at -> BigInt,
        entered_by -> Text,
        confirmed_at -> Nullable<BigInt>,
        confirmed_by -> Nullable<Text>,
        closed_at -> Nullable<BigInt>,
        closed_by -> Nullable<Text>,
        closing_reason -> Nullable<Text>,
    }
}

diesel::table! {
    annual_formulas (code, version) {
        code -> Text,
        version -> BigInt,
        body -> Text,
        published_at -> BigInt,
        published_by -> Text,
    }
}

diesel::table! {
    verification_rules (version) {
        version -> BigInt,
        body -> Text,
        published_at -> BigInt,
    }
}

diesel::table! {
    annual_scores (id) {
        id -> Text,
        year -> BigInt,
        formula -> Text,
        formula_version -> BigInt,
        state -> Text,
        inputs -> Text,
        inputs_digest -> Text,
        result -> Text,
        digest -> Text,
        data_revision -> BigInt,
        program -> Text,
        entered_at -> BigInt,
        entered_by -> Text,
        confirmed_at -> Nullable<BigInt>,
        confirmed_by -> Nullable<Text>,
        closed_at -> Nullable<BigInt>,
        closed_by -> Nullable<Text>,
        closing_reason -> Nullable<Text>,
    }
}

diesel::table! {
    verification_plans (id) {
        id -> Text,
        questionnaire -> Text,
        kind -> Text,
        period -> Text,
        unit -> Nullable<Text>,
        level -> Text,
        per_surveyor -> BigInt,
        questions -> Text,
        seed -> Text,
        last_seq -> BigInt,
        surveyors -> Text,
        digest -> Text,
        drawn_at -> BigInt,
        drawn_by -> Text,
    }
}

diesel::table! {
    verification_checks (id) {
        id -> Text,
        plan -> Text,
        response_id -> Text,
        surveyor -> Text,
        unit -> Text,
        position -> BigInt,
        state -> Text,
        tries -> BigInt,
        next_at -> BigInt,
        held_by -> Nullable<Text>,
        held_until -> Nullable<BigInt>,
        checked_by -> Nullable<Text>,
        checked_at -> Nullable<BigInt>,
        report -> Nullable<Text>,
    }
}

diesel::table! {
    response_exclusions (response_id) {
        response_id -> Text,
        check_id -> Text,
        rule -> Text,
        rules_version -> BigInt,
        reason -> Text,
        excluded_at -> BigInt,
        excluded_by -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    verification_checks,
    verification_plans,
    response_exclusions,
    responses
);

diesel::table! {
    publicity (id) {
        id -> Text,
        published_on -> Text,
        channel -> Text,
        kind -> Text,
        unit -> Text,
        topic -> Text,
        link -> Nullable<Text>,
        logged_by -> Text,
        logged_at -> BigInt,
    }
}

diesel::table! {
    evidence_contents (sha256) {
        sha256 -> Text,
        content -> Binary,
    }
}

diesel::table! {
    issue_evidence (id) {
        id -> Text,
        issue_id -> Text,
        sha256 -> Text,
        name -> Text,
        kind -> Text,
        bytes -> BigInt,
        sent_by -> Text,
        sent_at -> BigInt,
        named_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    common_issues (id) {
        id -> Text,
        unit -> Text,
        category -> Text,
        title -> Text,
        look_for -> Text,
        made_by -> Text,
        made_at -> BigInt,
        state -> Text,
        closed_at -> Nullable<BigInt>,
        seq -> BigInt,
    }
}

diesel::table! {
    common_sources (common_id, issue_id) {
        common_id -> Text,
        issue_id -> Text,
    }
}

diesel::table! {
    self_check_tasks (common_id, unit) {
        common_id -> Text,
        unit -> Text,
        state -> Text,
        due_on -> Text,
        finding -> Nullable<Text>,
    }
}

diesel::table! {
    common_events (common_id, seq) {
        common_id -> Text,
        seq -> BigInt,
        at -> BigInt,
        made_by -> Text,
        kind -> Text,
        event -> Text,
        reason -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(issue_evidence, evidence_contents);

diesel::allow_tables_to_appear_in_same_query!(
    common_issues,
    common_sources,
    self_check_tasks,
    issues
);
