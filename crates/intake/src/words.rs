//! All words of the pages, in both languages, in one table.

use survey::Language;

/// Makes the struct and its two values from one table, so that no word can lack a language.
macro_rules! words {
    ($($name:ident: $chinese:literal, $english:literal;)*) => {
        /// The words of the pages in one language.
        #[derive(Debug)]
        pub(crate) struct Words {
            $(pub(crate) $name: &'static str,)*
        }

        static CHINESE: Words = Words { $($name: $chinese,)* };
        static ENGLISH: Words = Words { $($name: $english,)* };

        #[cfg(test)]
        const TABLE: &[(&str, &str, &str)] = &[$((stringify!($name), $chinese, $english),)*];
    };
}

words! {
    product_line: "群众满意度调查与评价", "Residents' satisfaction, measured";
    skip: "跳到正文", "Skip to the content";
    charts: "图表", "Charts";
    other_language: "English", "中文";
    show: "查看", "Show";
    choose: "选择范围", "Choose what to see";
    questionnaire: "问卷", "Questionnaire";
    kind: "调查性质", "Rounds";
    kind_official: "正式调查", "Official";
    kind_mock: "模拟调查", "Mock";
    period: "时期", "Period";
    periods_month: "月", "Months";
    periods_quarter: "季度", "Quarters";
    periods_half: "半年", "Half-years";
    periods_year: "年", "Years";
    periods_semester: "学期", "Semesters";
    level: "层级", "Level";
    unit: "单位", "Unit";
    category: "类别", "Category";
    mode: "调查方式", "Mode";
    scheme: "计分办法", "Scoring scheme";
    target: "目标分（可不填）", "Target score (optional)";
    heading_ranking: "满意度排名", "Satisfaction ranking";
    heading_answers: "答案分布", "Answers in detail";
    heading_trend: "满意度走势", "Satisfaction over time";
    heading_heatmap: "单位与类别对照", "Units by category";
    reading_ranking: "圆点是得分，横线是95%区间。只有上面每个单位都确定高于下面每个单位，才另起一档；同一档里排不出全部先后，两条横线不重叠的单位才可以说有差别。",
        "The dot is the score, the line its 95% interval. A new tier begins only where every unit above is surely better than every unit below; within a tier there is no order of all, and two units surely differ only where their lines don't overlap.";
    reading_answers: "每一横条是一道题的全部有效答案，左边不满意、右边满意。不了解和拒答不算满意，单独列出。",
        "Each bar holds all substantive answers to one question, dissatisfied on the left, satisfied on the right. Don't know and refusals are never counted as satisfied and stand apart.";
    reading_trend: "线是得分，色带是95%区间。色带重叠的起伏多半是抽样误差，不是变好或变差。",
        "The line is the score, the ribbon its 95% interval. Ups and downs within the ribbon are mostly sampling error, not change.";
    reading_heatmap: "每格是一个单位在一个类别上的得分，颜色越深得分越低，问题先入眼；画斜线的格子样本不足，不作比较。",
        "Each cell is one unit's score in one category, darker is lower, so that problems catch the eye; hatched cells have too few answers to compare.";
    index: "满意度得分", "Satisfaction index";
    rate: "满意率", "Satisfaction rate";
    interviews: "有效答卷", "Interviews";
    interval: "95%区间", "95% interval";
    respondents: "人作答", "respondents";
    whole: "本层级全部单位", "All units of the level";
    downloads: "下载", "Download";
    download_svg: "矢量图 SVG", "Picture, SVG";
    download_png: "图片 PNG", "Picture, PNG";
    download_csv: "数据表 CSV", "Table, CSV";
    download_hint: "与本页同一范围；CSV 可用 Excel 或 WPS 直接打开。", "The same cut as this page; the CSV opens in Excel and WPS.";
    table: "数据表", "Table";
    table_hint: "与图相同的数字，可复制。窄屏可左右滑动。", "The same figures as the chart. Swipe sideways on a narrow screen.";
    shrunken_hint: "收缩得分：越不可靠的得分越向全体均值靠拢，只供参考；名次只按得分。", "Shrunken index: the less sure an index is, the more it is drawn to the mean of all. For reference; ranks follow the index.";
    made: "这些数字是怎么算的", "How these figures were made";
    made_questionnaire: "问卷", "Questionnaire";
    made_version: "第{n}版", "version {n}";
    made_scheme: "计分办法", "Scoring scheme";
    made_points: "从最好到最差各选项得分：{n}", "points from the best option to the worst: {n}";
    made_equal: "最好的选项100分，最差0分，中间等距", "the best option has 100 points, the worst 0, the others evenly between";
    made_rate: "满意率的口径", "Satisfied means";
    made_rate_top: "选了最好的{n}个选项之一", "one of the best {n} options was chosen";
    made_unknown: "不了解与拒答", "Don't know and refusals";
    made_out_of_base: "不计入基数，占比另列；未答不算满意", "left out of the base, their share is shown apart; silence is never satisfaction";
    made_in_base: "计入基数，不得分", "in the base, earning nothing";
    made_at_points: "计入基数，得{n}分，不算满意", "in the base, earning {n} points, never counted as satisfied";
    made_design: "样本", "Sample";
    made_design_text: "{n} 份有效答卷，按抽样设计（分层、抽样点、权数）估计", "{n} interviews, estimated with the sampling design (strata, sampling points, weights)";
    made_formulas: "公式", "Formulas";
    made_formulas_text: "比率估计（2.2），泰勒线性化标准误（2.4），自由度（2.7），95%区间（2.8），联合名次区间（3.2），档（3.4），较上期变化（2.22）",
        "ratio estimate (2.2), standard error by Taylor linearisation (2.4), degrees of freedom (2.7), 95% interval (2.8), joint rank ranges (3.2), tiers (3.4), change (2.22)";
    made_limits: "显示规则", "What is withheld";
    made_limits_text: "作答不足{a}人不排名；不足{b}人不显示数字，以免指向个人", "fewer than {a} respondents: no rank; fewer than {b}: no figures, because they could point at a person";
    made_program: "程序与数据版本", "Program and data";
    made_api: "取得同样数字的接口", "The same figures from the API";
    problems: "请先处理以下问题", "There is a problem";
    problem_value: "“{name}”的取值不能识别。", "The value of “{name}” is not known here.";
    problem_nobody: "这个时期还没有答卷。", "There are no responses in this period.";
    problem_parameter: "地址里的“{name}”不能识别。", "“{name}” in the address is not known here.";
    problem_allowed: "可用：{n}", "It can be: {n}";
    chart_too_large: "单位太多，画不成一张图，请看下面的数据表。", "There are too many units for one chart; see the table below.";
    empty_heading: "还没有答卷", "There are no responses yet";
    empty_lead: "导入或收到第一批答卷后，这里会显示排名。", "The ranking appears here after the first responses have come in.";
    empty_first: "准备单位、问卷和调查轮次：", "Prepare units, questionnaire and rounds:";
    empty_second: "导入答卷，或让采集设备发送到本机接口：", "Import responses, or let devices send them to the API:";
    empty_third: "只想看看样子？用示例数据：", "Just want to see it? Use the example data:";
    empty_kind: "这类调查还没有答卷。", "There are no responses of this kind of round yet.";
    error_missing: "没有这个页面", "There is no such page";
    error_missing_text: "地址可能写错了，或者页面已经移走。", "The address may be mistyped, or the page has moved.";
    error_failed: "暂时打不开", "This does not work right now";
    error_failed_text: "请稍后再试。如果一直这样，请联系管理员。", "Please try again later. If it stays like this, tell the administrator.";
    error_bad: "不能这样查看", "It can't be shown like this";
    back: "返回排名", "Back to the ranking";
    signed_in_only: "登录后方可查看，各人按角色所见不同。", "For those who are signed in; what each sees depends on the role.";
    api: "接口说明", "For programs";
    api_lead: "其他系统可以取得或发送的内容", "What other systems can ask for and send";
    api_token: "请求须带令牌。令牌由管理员发放：manyi user token 账户名 --rights 权限。", "A request carries a token; the administrator makes one: manyi user token NAME --rights RIGHTS.";
    api_everywhere: "此外各处都可能返回：401 未登录，403 没有权限，405 方法不对，413 太长，415 不是 JSON，503 暂时不可用。出错时返回 problem+json，code 是固定名称。", "Beside what is listed: 401 not signed in, 403 not allowed, 405 another method, 413 too long, 415 no JSON, 503 can't be used for a while. Errors are problem+json, each with a stable code.";
    api_document: "OpenAPI 3.1 文件，可生成客户端", "The OpenAPI 3.1 document, to generate clients from";
    api_needs: "所需权限：", "Needs";
    api_open: "无，任何人可用", "nothing";
    api_account: "任一账户", "any account";
    api_body: "请求体：JSON，至多 {n} KiB", "Body: JSON, at most {n} KiB";
    api_parameters: "参数", "Parameters";
    api_parameter: "参数（* 必填）", "Parameter (* needed)";
    api_values: "取值", "Values";
    api_meaning: "说明", "Meaning";
    api_answers: "返回", "Answers";
    api_status: "状态", "Status";
    account: "账户", "Account";
    sign_in: "登录", "Sign in";
    sign_in_lead: "请用管理员给您的账户登录。", "Use the account that the administrator gave you.";
    password_done: "密码已设置，请用新密码登录。", "The password is set; sign in with it.";
    sign_in_forgotten: "忘记密码？请管理员给您一个新的登录链接。", "Forgotten the password? The administrator can give you a new link.";
    sign_in_name: "账户名", "Name";
    sign_in_failed: "账户名或密码不对，或者账户暂时锁定。请稍后再试，或联系管理员。", "Name or password are wrong, or the account is locked for a while. Try again later, or ask the administrator.";
    link_lead: "这个链接只能使用一次。", "This link works once.";
    link_enter: "进入", "Go in";
    link_failed: "链接已经用过或者过期，请向管理员要一个新的。", "The link was used or is too old; ask the administrator for a new one.";
    sign_out: "退出登录", "Sign out";
    roles: "角色", "Roles";
    roles_none: "还没有角色，请联系管理员。", "None yet; ask the administrator.";
    role_surveyor: "入户调查员", "Surveyor";
    role_interviewer: "电话访问员", "Interviewer";
    role_analyst: "分析员", "Analyst";
    role_leader: "领导", "Leader";
    role_unit_head: "被评单位负责人", "Head of a rated unit";
    role_supervisor: "督查员", "Supervisor";
    role_administrator: "管理员", "Administrator";
    role_auditor: "审计员", "Auditor";
    role_within: "{role}（{unit} 及其下属）", "{role} ({unit} and below)";
    password: "密码", "Password";
    password_current: "现在的密码", "Current password";
    password_new: "新密码", "New password";
    password_again: "再输一遍新密码", "The new password again";
    password_set: "设置密码", "Set the password";
    password_must: "请先设置自己的密码，再继续使用。", "Choose a password of your own before you go on.";
    password_hint: "至少10个字符，长比复杂好；改过以后，所有浏览器都要重新登录。", "At least 10 characters; long beats complicated. Afterwards every browser has to sign in again.";
    password_wrong: "现在的密码不对。", "The current password is wrong.";
    password_differs: "两次输入的新密码不一样。", "The two new passwords differ.";
    password_short: "新密码太短，至少10个字符。", "The new password is too short; it needs 10 characters.";
    password_long: "新密码太长，至多200个字符。", "The new password is too long; at most 200 characters.";
    password_simple: "新密码太常见或太有规律，容易被猜到。", "The new password is too common or too regular; it would be guessed.";
    password_name: "新密码里不能有账户名。", "The new password must not contain the name.";
    sessions: "已登录的设备", "Signed in on";
    session_browser: "浏览器", "Browser";
    session_device: "手机", "Phone";
    session_program: "其他系统", "Other system";
    session_this: "当前设备", "this one";
    session_used: "最近使用", "last used";
    session_end: "让它退出", "Sign it out";
    audit: "审计日志", "Audit log";
    audit_entries: "条目总数", "Entries:";
    audit_hint: "每条都含有上一条的摘要，改动或抽走任何一条都会被 manyi verify 发现。", "Each entry holds the digest of the one before: manyi verify finds any that was changed or taken out.";
    audit_seq: "序号", "No.";
    audit_older: "更早的条目", "Older entries";
    action_signed_in: "登录", "signed in";
    action_sign_in_failed: "登录失败", "failed to sign in";
    action_token_made: "发放令牌", "handed out a token";
    action_signed_out: "退出登录", "signed out";
    action_user_added: "新建账户", "made an account";
    action_roles_set: "设定角色", "set roles";
    action_password_set: "设置密码", "set a password";
    action_user_disabled: "停用账户", "closed an account";
    action_user_enabled: "启用账户", "opened an account";
    action_link_made: "生成登录链接", "made a link to sign in";
    action_units_changed: "改动单位", "changed units";
    action_questionnaire_published: "发布问卷", "published a questionnaire";
    action_scheme_published: "发布计分办法", "published a scoring scheme";
    action_round_put: "设定调查轮次", "set a round";
    action_imported: "导入数据", "imported";
    quarantine: "待处理的答卷", "Responses that wait";
    quarantine_waiting: "等待处理：", "Waiting:";
    quarantine_empty: "没有等待处理的答卷。", "Nothing waits for a decision.";
    quarantine_different: "同一编号收到了两份内容不同的答卷。先到的计入，后到的等您决定；下面只列出不同之处。",
        "Two responses came in under one id. The first counts, the other waits for you; only what differs is listed.";
    quarantine_unknown_form: "这份答卷用的问卷版本尚未在本系统发布。发布后会自动计入；也可以现在决定。",
        "This response was asked by a version of the questionnaire that is not published here. It is taken in when that is published; or decide now.";
    quarantine_sent: "后到的", "Sent later";
    quarantine_stored: "已计入的", "Stored";
    quarantine_reason: "依据（例如：已回访核实）", "Reason (for instance: called back)";
    quarantine_keep: "保留已计入的", "Keep what is stored";
    quarantine_take: "改用后到的", "Take what was sent later";
    quarantine_take_in: "计入", "Take it in";
    quarantine_refuse: "不计入", "Leave it out";
    round: "调查轮次", "Round";
    interviewed_on: "访问日期", "Day of the interview";
    started_at: "开始时间", "Began";
    ended_at: "结束时间", "Ended";
    respondent: "受访者编号", "Respondent's number";
    sampling: "抽样层与单元", "Stratum and sampling unit";
    weight: "权数", "Weight";
    not_asked: "未问", "not asked";
    unanswered: "未答", "unanswered";
    action_response_corrected: "更正答卷", "corrected a response";
    action_response_withdrawn: "撤回答卷", "withdrew a response";
    action_quarantine_settled: "处理隔离答卷", "settled quarantine";
    action_response_read: "查看单份答卷", "read a response";
    action_exported: "导出数据", "exported";
    to_figures: "查看满意度排名", "To the satisfaction ranking";
    error_forbidden: "没有权限", "Not allowed";
    error_forbidden_text: "您的角色不能使用这个页面。需要的话，请联系管理员。", "Your role does not include this page. Ask the administrator if you need it.";
}

impl Words {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static Self {
        language.pick(&CHINESE, &ENGLISH)
    }
}

/// Puts a value where a text has a name in braces.
pub(crate) fn fill(text: &str, name: &str, value: &impl ToString) -> String {
    text.replace(&format!("{{{name}}}"), &value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_languages() {
        for (name, chinese, english) in TABLE {
            assert!(!chinese.trim().is_empty(), "{name} has no Chinese");
            assert!(!english.trim().is_empty(), "{name} has no English");
            let foreign = *name == "other_language";
            let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
            assert_eq!(chinese.chars().any(is_chinese), !foreign, "{name}: {chinese}");
            assert_eq!(english.chars().any(is_chinese), foreign, "{name}: {english}");
        }
    }

    #[test]
    fn both_languages_leave_the_same_gaps() {
        let gaps = |text: &str| -> Vec<String> {
            let parts = text.split('{').skip(1);
            let mut gaps: Vec<_> =
                parts.map(|part| part.split('}').next().unwrap_or("").to_owned()).collect();
            gaps.sort();
            gaps
        };
        for (name, chinese, english) in TABLE {
            assert_eq!(gaps(chinese), gaps(english), "{name}");
        }
    }
}
