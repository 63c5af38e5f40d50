//! All words of the pages, in both languages, in one table.

use survey::Language;

/// Makes the struct and its two values from one table, so that no word can lack a language.
macro_rules! words {
    ($($name:ident: $chinese:literal, $english:literal;)*) => {
        /// The words of the pages in one language.
        #[derive(Debug)]
        pub(crate) struct Words {
            pub(crate) language: Language,
            $(pub(crate) $name: &'static str,)*
        }

        static CHINESE: Words = Words { language: Language::Chinese, $($name: $chinese,)* };
        static ENGLISH: Words = Words { language: Language::English, $($name: $english,)* };

        #[cfg(test)]
        const TABLE: &[(&str, &str, &str)] = &[$((stringify!($name), $chinese, $english),)*];
    };
}

words! {
    product_line: "群众满意度调查与评价", "Residents' satisfaction, measured";
    skip: "跳到正文", "Skip to the content";
    nav: "主要页面", "Main pages";
    nav_results: "看结果", "Results";
    nav_problems: "找问题", "Problems";
    nav_survey: "做调查", "Survey";
    nav_office: "管理", "Office";
    overview: "总览", "Overview";
    overview_running: "进行中，截至 {day}", "still running, as of {day}";
    overview_findings: "要点", "What it says";
    overview_change: "较上期", "Change";
    overview_real: "变化显著", "significant";
    overview_noise: "看不出确定的变化", "no sure change";
    overview_new: "没有上期可比", "nothing to compare with";
    overview_target: "距目标{n}分", "Against the target of {n}";
    overview_met: "达到", "met";
    overview_not_met: "未达到", "not met";
    overview_undetermined: "不能判断", "undetermined";
    overview_coverage: "有效答卷", "Interviews";
    overview_units: "{n} 个{level}，{k} 个样本不足", "{n} {level}, {k} with too few answers";
    overview_response: "应答率 RR1", "Response rate RR1";
    overview_response_of: "{n} 户中访成 {k} 户", "{k} of {n} cases";
    overview_no_cases: "本期没有样本记录", "no cases of this period";
    overview_issues: "待处理问题", "Open issues";
    overview_oldest: "最早 {day}，已 {n} 天；台账不设期限", "oldest of {day}, {n} days ago; the ledger sets no due dates";
    overview_no_issues: "台账里没有待处理的", "nothing open in the ledger";
    overview_weakest: "先改什么：得分从低到高", "What to fix first, the lowest on top";
    overview_ranking: "谁真的更好", "Who is really better";
    overview_first: "得分最高的", "The highest scores";
    overview_last: "得分最低的", "The lowest scores";
    overview_between: "中间还有 {n} 个", "{n} more between them";
    overview_all: "完整排名", "The whole ranking";
    overview_onward: "接着看", "Go on";
    overview_counted: "得分、满意率、名次和区间与 manyi score、manyi rank 同一算法。变化是否显著按全部单位一并判断（Holm）；名次区间对全部单位同时成立。", "Index, rate, ranks and intervals are those of manyi score and manyi rank. Whether a change is significant is judged over all units together (Holm); rank ranges hold jointly for all units.";
    unit_page: "单位", "Unit";
    unit_above: "上级单位", "Units above";
    unit_rank: "名次区间", "Rank range";
    unit_rank_of: "{n} 个{level}中，第 {k} 档", "of {n} {level}, tier {k}";
    unit_no_rank: "不排名", "not ranked";
    unit_alone: "没有同级单位可比", "no other unit of the level";
    unit_categories: "各类得分，从低到高", "Category by category, the lowest first";
    unit_children: "下级{level}", "Its {level}";
    unit_children_hint: "名次区间是在全部 {n} 个{level}中的。", "Rank ranges are among all {n} {level}.";
    unit_issues: "待处理问题，按类别", "Open issues by category";
    unit_issue_count: "待处理", "Open";
    unit_issue_oldest: "最早", "Oldest";
    other_language: "English", "中文";
    letters_large: "大字版", "Large print";
    letters_normal: "标准字号", "Normal print";
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
    from: "与哪一期相比", "Compared with";
    from_previous: "上一期", "The period before";
    level: "层级", "Level";
    unit: "单位", "Unit";
    category: "类别", "Category";
    mode: "调查方式", "Mode";
    scheme: "计分办法", "Scoring scheme";
    target: "目标分（可不填）", "Target score (optional)";
    heading_ranking: "满意度排名", "Satisfaction ranking";
    heading_movement: "名次变动", "Moves in the ranking";
    heading_compare: "两期对比", "Change between two periods";
    heading_funnel: "样本量与得分", "Score by number of answers";
    heading_answers: "答案分布", "Answers in detail";
    heading_trend: "满意度走势", "Satisfaction over time";
    heading_heatmap: "单位与类别对照", "Units by category";
    heading_priority: "先改进什么", "What to fix first";
    heading_coverage: "调查覆盖情况", "How far and how well we asked";
    reading_ranking: "圆点是得分，横线是95%区间。只有上面每个单位都确定高于下面每个单位，才另起一档；同一档里排不出全部先后，两条横线不重叠的单位才可以说有差别。",
        "The dot is the score, the line its 95% interval. A new tier begins only where every unit above is surely better than every unit below; within a tier there is no order of all, and two units surely differ only where their lines don't overlap.";
    reading_movement: "每条线是一个单位在全体中的名次，两边的数字是95%把握下可能的最好与最差名次，连成一段的竖条是同一档。只标出得分确实有变并随之换档的单位，至多三个；灰线的起伏可能只是误差。",
        "Each line is the rank of a unit among all; the numbers are the best and worst rank that the data allow at 95%, an unbroken bar is one tier. At most three units are marked: those whose score surely changed, and their tier with it. The moves of grey lines may be chance.";
    reading_compare: "圆点是得分的变化，横线是单看这个单位的95%区间。实心三角的变化是把全部单位放在一起判断后仍然成立的；空心圆的变化可能只是误差。",
        "The dot is the change of the score, the line its 95% interval looked at by itself. Filled triangles are changes that stand with all units judged together; hollow dots may be chance.";
    reading_funnel: "横轴是有效样本量，纵轴是得分。答得少的单位离均值远些本属正常，界线因此左宽右窄；只有99.8%界线外的单位才算确实突出，并标出名称。",
        "Across: the effective sample size; up: the score. Units with few answers lie further from the mean by chance, so the limits open to the left; only units beyond the 99.8% limits surely stand out, and are named.";
    reading_answers: "每一横条是一道题的全部有效答案，左边不满意、右边满意。不了解和拒答不算满意，单独列出。",
        "Each bar holds all substantive answers to one question, dissatisfied on the left, satisfied on the right. Don't know and refusals are never counted as satisfied and stand apart.";
    reading_trend: "线是得分，色带是95%区间。色带重叠的起伏多半是抽样误差，不是变好或变差。",
        "The line is the score, the ribbon its 95% interval. Ups and downs within the ribbon are mostly sampling error, not change.";
    reading_heatmap: "每格是一个单位在一个类别上的得分，颜色越深得分越低，问题先入眼；画斜线的格子样本不足，不作比较。",
        "Each cell is one unit's score in one category, darker is lower, so that problems catch the eye; hatched cells have too few answers to compare.";
    reading_priority: "越靠上，与总体满意的关联越强；越靠右，得分越高。关联不是因果：它说明先看哪里，不说明改了就会怎样。",
        "The higher, the stronger a category goes with overall satisfaction; the further right, the better its score. An association is no cause: it says where to look first, not what would come of it.";
    reading_coverage: "深色条是答卷数，竖线是最低样本量；彩条是各种调查方式的构成。没有联系记录就没有应答率，以“—”表示。",
        "The dark bar is the number of interviews, the upright what is needed at least; the coloured bar is the mix of modes. Where no contact is on record there are no rates: \"—\".";
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
    made_formulas_movement: "各期得分为比率估计（2.2），联合名次区间（3.2），档（3.4）；首末两期之差的标准误扣除共同抽样点的协方差（2.22），全部单位一起按霍尔姆法判断（2.23）",
        "ratio estimate of each period (2.2), joint rank ranges (3.2), tiers (3.4); the change from the first period to the last with the covariance of shared sampling points (2.22), judged for all units together by Holm (2.23)";
    made_formulas_compare: "两期得分为比率估计（2.2），变化的标准误扣除共同抽样点的协方差（2.22），95%区间按萨特思韦特自由度；全部单位一起按霍尔姆法判断（2.23）",
        "ratio estimate of both periods (2.2), standard error of the change with the covariance of shared sampling points (2.22), 95% interval with Satterthwaite's degrees of freedom; judged for all units together by Holm (2.23)";
    made_formulas_funnel: "比率估计（2.2），有效样本量（2.11，至多为答案数），均值按有效样本量加权，95%与99.8%界线按离散系数放宽（3.6）",
        "ratio estimate (2.2), effective sample size (2.11, at most the number of answers), mean weighted by it, limits of 95% and 99.8% widened for over-dispersion (3.6)";
    made_limits: "显示规则", "What is withheld";
    made_limits_text: "作答不足{a}人不排名；不足{b}人不显示数字，以免指向个人", "fewer than {a} respondents: no rank; fewer than {b}: no figures, because they could point at a person";
    made_program: "程序与数据版本", "Program and data";
    made_api: "取得同样数字的接口", "The same figures from the API";
    problems: "请先处理以下问题", "There is a problem";
    problem_value: "“{name}”的取值不能识别。", "The value of “{name}” is not known here.";
    problem_unpublished: "这个时期的通报还没有发布。", "No bulletin is published for this period.";
    problem_nobody: "这个时期还没有答卷。", "There are no responses in this period.";
    problem_not_before: "只能与较早的同类时期相比：月与月、季与季、年与年。", "Compare with an earlier period of the same kind: month with month, quarter with quarter, year with year.";
    problem_too_many_periods: "一张图至多{n}期，请选晚一些的起点。", "A chart holds at most {n} periods; start later.";
    problem_parameter: "地址里的“{name}”不能识别。", "“{name}” in the address is not known here.";
    problem_allowed: "可用：{n}", "It can be: {n}";
    chart_too_large: "单位太多，画不成一张图，请看下面的数据表。", "There are too many units for one chart; see the table below.";
    workbench: "分析台", "Workbench";
    bench_lead: "任意单位、时期、类别或题目的得分，可排序，可下载。", "Any cut of the figures, to sort and to take along.";
    bench_view: "看什么", "Table";
    bench_index: "得分与满意率", "Index and rate";
    bench_changes: "时期之间的变化", "Changes between periods";
    bench_modes: "入户与电话的差别", "Visits against telephone";
    bench_bounds: "不了解和拒答的影响", "What silence could hide";
    bench_by: "每行按", "Rows by";
    bench_question: "题目", "Question";
    bench_from: "从哪个时期起", "From period";
    bench_one_period: "只看一个时期", "One period only";
    bench_every_category: "全部类别", "Every category";
    bench_rows: "共 {n} 行，这里是第 {a} 至 {b} 行。", "{n} rows; here are {a} to {b}.";
    bench_sort: "按此列排序", "Sort by this column";
    bench_before: "上一页", "Previous page";
    bench_next: "下一页", "Next page";
    bench_too_many_periods: "时期太多，一次最多 {n} 个。", "Too many periods, at most {n} at once.";
    bench_xlsx: "Excel 工作簿", "Workbook, XLSX";
    bench_csv_bom: "CSV（Excel、WPS 用）", "CSV for Excel and WPS";
    bench_csv: "CSV（UTF-8）", "CSV, UTF-8";
    bench_csv_gb: "CSV（GB18030）", "CSV, GB18030";
    bench_parquet: "Parquet", "Parquet";
    bench_answers: "逐题答案 CSV", "Single answers, CSV";
    bench_codebook: "编码表 CSV", "Codebook, CSV";
    bench_download_hint: "下载的是整张表，不只是这一页，数字保留全部位数。程序取数：", "Downloads hold the whole table, not this page only, with all digits. For programs:";
    bench_reading_index: "满意度得分0至100，满意率是选最好几项的比例，两者不能互换。空白（—）是人数太少不予显示，不是0。", "The index runs from 0 to 100; the rate is the share of the best options; neither stands for the other. A dash is withheld because too few people answered, and never 0.";
    bench_reading_changes: "后一时期减前一时期。P值已按全表比较次数校正，小于0.05才可以说变了。", "The later period less the earlier. The p-value is adjusted for all rows of the table; only below 0.05 something changed.";
    bench_reading_modes: "电话减入户。电话里的人往往说得好一些，两种方式的比例变了，得分也会跟着变，不等于真的变好。", "Telephone less visits. People answer a telephone more kindly, so an index moves when the mix of the two does, though nothing got better.";
    bench_reading_bounds: "假如所有不了解和拒答的人都选最差一项，或者都选最好一项，得分和满意率会在什么范围。范围越宽，结论越靠不住。", "Between what index and rate would lie if all who didn't know or wouldn't say had chosen the worst option, or the best. The wider, the less the figures can be relied on.";
    empty_heading: "还没有答卷", "There are no responses yet";
    empty_lead: "导入或收到第一批答卷后，这里会显示排名。", "The ranking appears here after the first responses have come in.";
    empty_first: "准备单位、问卷和调查轮次：", "Prepare units, questionnaire and rounds:";
    empty_second: "导入答卷，或让采集设备发送到本机接口：", "Import responses, or let devices send them to the API:";
    empty_third: "只想看看样子？用示例数据：", "Just want to see it? Use the example data:";
    unpublished_heading: "还没有发布的结果", "Nothing is published yet";
    unpublished_lead: "通报发布后，这里会显示本单位该时期的得分和名次。", "When a bulletin is published, the figures of your unit for its period appear here.";
    empty_kind: "这类调查还没有答卷。", "There are no responses of this kind of round yet.";
    error_missing: "没有这个页面", "There is no such page";
    error_missing_text: "地址可能写错了，或者页面已经移走。", "The address may be mistyped, or the page has moved.";
    error_failed: "暂时打不开", "This does not work right now";
    error_failed_text: "请稍后再试。如果一直这样，请联系管理员。", "Please try again later. If it stays like this, tell the administrator.";
    error_unsaved: "没有保存", "Nothing was saved";
    error_reason: "请写明依据，一行，最多500字。", "Say why, in one line of at most 500 characters.";
    error_unknown_form: "这个问卷版本还没有在本系统发布，发布以后才能计入。", "This version of the questionnaire is not published here yet; it can be taken in when it is.";
    error_settled: "已经有人处理过了。", "Somebody has decided already.";
    error_superseded: "已计入的答卷刚刚有变，请重新比较。", "The stored response has just changed; compare again.";
    sign_in_expired: "登录已过期，刚才填写的内容没有保存。请重新登录。", "You were signed out meanwhile, and what you sent was not saved. Sign in again.";
    error_bad: "不能这样查看", "It can't be shown like this";
    back: "返回", "Back";
    signed_in_only: "登录后方可查看，各人按角色所见不同。", "For those who are signed in; what each sees depends on the role.";
    api: "接口说明", "For programs";
    api_lead: "其他系统可以取得或发送的内容", "What other systems can ask for and send";
    api_token: "请求须带令牌。令牌由管理员发放：manyi user token 账户名 --rights 权限。", "A request carries a token; the administrator makes one: manyi user token NAME --rights RIGHTS.";
    api_everywhere: "此外各处都可能返回：401 未登录，403 没有权限，405 方法不对，413 太长，415 不是 JSON，503 暂时不可用。出错时返回 problem+json，code 是固定名称。", "Beside what is listed: 401 not signed in, 403 not allowed, 405 another method, 413 too long, 415 no JSON, 503 can't be used for a while. Errors are problem+json, each with a stable code.";
    api_document: "OpenAPI 3.1 文件，可生成客户端", "The OpenAPI 3.1 document, to generate clients from";
    api_needs: "所需权限：", "Needs";
    api_open: "无，任何人可用", "nothing";
    api_account: "任一账户", "any account";
    api_body: "请求体：{kind}，至多 {n} KiB", "Body: {kind}, at most {n} KiB";
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
    second_step: "输入验证码", "Enter the code";
    second_step_lead: "打开手机上的验证器应用，输入它现在显示的6位数字。", "Open the authenticator app on your phone and enter the 6 digits that it shows now.";
    second_step_wrong: "验证码不对、已经用过，或者账户暂时锁定。每个验证码只能用一次，请等下一个。", "The code is wrong or was used, or the account is locked for a while. Each code works once; wait for the next.";
    second_step_late: "时间太长了，请重新登录。", "That took too long; sign in again.";
    second_step_again: "重新登录", "Sign in again";
    second_step_code: "验证码", "Code";
    second_step_lost: "手机不在身边？", "No phone at hand?";
    second_step_recovery: "恢复码", "Recovery code";
    second_step_lost_hint: "用一个恢复码代替，每个只能用一次。都没有了，请管理员重置两步验证。", "Use a recovery code instead; each works once. If none is left, ask the administrator to reset the second factor.";
    factor: "两步验证", "Second factor";
    factor_lead: "除密码外再要求手机上的验证码，密码泄露了别人也进不来。建议管理员和审计员都设置。", "Asks for a code from your phone beside the password, so that a stolen password alone lets nobody in. Advised for administrators and auditors.";
    factor_demanded: "您的角色必须开启两步验证，开启后才能继续使用。", "Your role demands a second factor: set it up before you go on.";
    factor_is_set: "已开启：登录时要输入手机上的验证码。", "It is on: signing in takes a code from your phone.";
    factor_add: "开启两步验证", "Set it up";
    factor_look: "查看或关闭", "Look, or turn it off";
    factor_no_password: "请先设置自己的密码。", "Choose a password of your own first.";
    factor_scan: "用手机上的验证器应用（支持 TOTP 的都可以）扫描二维码：", "Scan this with an authenticator app on your phone (any that speaks TOTP):";
    factor_picture: "二维码，内容就是下面的密钥", "QR code that holds the secret below";
    factor_secret: "扫不了就手工输入密钥：", "If scanning fails, type the secret:";
    factor_here: "验证器应用就在这部设备上？点这里打开。", "The app is on this very device? Open it here.";
    factor_confirm: "再输入应用显示的验证码和您的密码，确认开启。", "Then confirm with the code that the app shows and your password.";
    factor_send: "确认开启", "Turn it on";
    factor_wrong_code: "验证码不对。请核对手机的时间，再输入一次。", "The code is wrong. Check the clock of the phone and try again.";
    factor_wrong_password: "密码或验证码不对，或者账户暂时锁定。", "Password or code are wrong, or the account is locked for a while.";
    factor_since: "{at} 起开启。", "On since {at}.";
    factor_left: "还有 {n} 个恢复码没有用过。", "Recovery codes left: {n}.";
    factor_remove: "关闭两步验证", "Turn it off";
    factor_remove_hint: "换手机时先关闭，再用新手机开启。", "For a new phone, turn it off and set it up again there.";
    factor_removed: "两步验证已关闭。", "The second factor is off.";
    recovery_heading: "两步验证已开启，请保存恢复码", "The second factor is on; keep these recovery codes";
    recovery_hint: "手机丢了的时候，用它们代替验证码，每个只能用一次。请抄下来或打印，和手机分开保管。", "They replace the code when the phone is lost, each once. Write them down or print them, and keep them apart from the phone.";
    recovery_done: "已保存，返回账户", "Kept; back to the account";
    devices: "让手机登录", "Sign a phone in";
    devices_lead: "生成一个二维码，用调查用的手机扫一扫就登录，不用输密码。", "Makes a QR code: scanned with the phone for fieldwork, it signs the phone in without a password.";
    devices_hint: "手机只能做现场调查：领取样本、读问卷、发送答卷，看不到得分和他人的答卷。90天不用或满{days}天自动退出；手机丢了，请马上在账户页让它退出。", "The phone can do fieldwork only: take cases, read the questionnaire and send responses, and see no figures or other responses. Unused for 90 days, or after {days} days, it is signed out; sign a lost phone out on the account page at once.";
    devices_label: "这是哪部手机（可不填）", "Which phone (optional)";
    devices_bad_label: "名称至多60个字符，写在一行里。", "At most 60 characters, on one line.";
    devices_send: "生成二维码", "Make the QR code";
    device: "手机登录", "Phone";
    device_lead: "在这部手机上登录，用于现场调查。", "Sign in on this phone, for fieldwork.";
    device_enter: "在这部手机上登录", "Sign in on this phone";
    device_wechat: "现在是在微信里打开的。请先点右上角“…”，选“在浏览器打开”，再登录：微信里的登录状态和浏览器不通用。", "This is the browser inside WeChat. Choose “Open in browser” in its menu first: a sign-in here does not hold in the phone's browser.";
    device_ready: "已登录，可以做现场调查了。", "Signed in and ready for fieldwork.";
    device_until: "最迟 {at} 需要重新登录。", "Has to sign in again by {at}.";
    device_nothing: "这部手机还没有登录。请在电脑上打开账户页，点“让手机登录”，再扫二维码。", "This phone is not signed in. Open the account page at a desk, choose “Sign a phone in”, and scan the code.";
    device_link_heading: "{name} 的手机登录二维码", "QR code for a phone of {name}";
    device_link_hint: "请在{minutes}分钟内用手机扫描，打开后点“登录”。只能用一次，谁扫谁就以 {name} 的身份登录，不要发给别人。", "Scan it with the phone within {minutes} minutes and press the button there. It works once and signs in as {name} whoever scans it; send it to nobody.";
    device_link_failed: "二维码已经用过或者过期，请重新生成一个。", "The code was used or is too old; make a new one.";
    device_picture: "二维码，内容就是下面的链接", "QR code that holds the link below";
    device_unreachable: "这个服务只在本机开放，手机打不开上面的地址。", "This service is open on this machine only: no phone gets to this address.";
    accounts: "账户管理", "Accounts";
    accounts_count: "账户总数", "Accounts:";
    accounts_list: "账户列表", "The accounts";
    accounts_back: "返回账户管理", "Back to the accounts";
    account_no_roles: "没有角色", "no roles";
    account_unused: "从未使用", "never used";
    account_own: "自己的账户", "Own account";
    account_manage: "管理", "Manage";
    account_display_name: "姓名", "Display name";
    account_add: "新建账户", "Add an account";
    account_add_hint: "账户一人一个，不要共用。建好后会显示一个登录链接，请转交本人。", "One account for each person, never shared. Afterwards a link is shown; hand it to the person.";
    account_add_send: "新建并生成链接", "Add and make a link";
    account_bad_name: "账户名是1到80个字符，两端没有空格。", "A name has 1 to 80 characters and no blanks at its ends.";
    account_bad_display_name: "姓名至多80个字符，写在一行里。", "The display name has at most 80 characters, on one line.";
    account_exists: "账户名“{name}”已经有人用了。", "There is an account “{name}” already.";
    account_unknown_unit: "没有编码为“{unit}”的单位。", "There is no unit with the code “{unit}”.";
    state_active: "正常", "active";
    state_locked: "暂时锁定", "locked for a while";
    state_disabled: "已停用", "closed";
    state_no_password: "尚未设置密码", "no password yet";
    grant_role: "角色", "Role";
    grant_unit: "单位编码", "Unit code";
    grant_none: "（无）", "(none)";
    grant_hint: "角色管到这个单位和它下属的全部单位；单位留空，就是管全部。", "A role holds for the unit and all below it; without a unit it holds for everything.";
    grant_hint_within: "只能给 {units} 及其下属单位范围内的角色，单位必须填写。", "You can give roles only for {units} and below; the unit is needed.";
    grant_send: "保存角色", "Save the roles";
    access: "登录与停用", "Access";
    access_link: "生成新的登录链接", "Make a new link";
    access_link_hint: "忘记密码时用。原来的密码立即作废，浏览器全部退出。", "For whoever forgot the password. The old one ends at once, and every browser is signed out.";
    access_sign_out: "全部退出登录", "Sign out everywhere";
    access_sign_out_hint: "丢了手机或电脑时用。浏览器、手机和其他系统都要重新登录。", "For a lost phone or computer. Browsers, phones and other systems have to sign in again.";
    access_device: "让手机登录", "Sign a phone in";
    access_device_hint: "显示一个二维码，让本人的手机扫描登录，只能做现场调查。", "Shows a QR code that signs the person's phone in, for fieldwork only.";
    access_factor: "重置两步验证", "Reset the second factor";
    access_factor_hint: "手机和恢复码都丢了时用，之后只凭密码登录。请先当面核实是本人。", "For whoever lost phone and recovery codes; afterwards the password alone lets in. Make sure first that it is really them.";
    access_disable: "停用账户", "Close the account";
    access_disable_hint: "离岗时用。立即退出，不能再登录；记录都保留。", "For whoever leaves. Signed out at once and not let in again; all records stay.";
    access_enable: "重新启用", "Open it again";
    access_enable_hint: "可以再用原来的密码登录。", "The password that was lets in again.";
    done_roles: "角色已保存。", "The roles are saved.";
    done_factor: "两步验证已重置。", "The second factor is reset.";
    done_disabled: "账户已停用。", "The account is closed.";
    done_enabled: "账户已重新启用。", "The account is open again.";
    done_signed_out: "已全部退出登录。", "Signed out everywhere.";
    link_heading: "{name} 的登录链接", "Link for {name}";
    link_hint: "请转交本人。{hours}小时内打开一次，设置自己的密码。", "Hand it to the person. It works once within {hours} hours and leads to the choice of a password.";
    shown_once: "这里只显示这一次，离开本页就看不到了。", "Shown only now: it is gone when you leave this page.";
    rule_own_account: "不能管理自己的账户，请找另一位管理员。", "Nobody manages their own account; ask another administrator.";
    rule_outside_units: "这个账户有您管辖范围以外的角色，请找管全部的管理员。", "This account has roles outside the units that you manage; ask an administrator of everything.";
    rule_gives_too_much: "至少给一个角色，而且单位都要在您管辖的范围内。", "Give at least one role, each for a unit among those that you manage.";
    rule_last_administrator: "这是最后一位管全部的管理员，请先新建另一位。", "This is the last administrator of everything; make another one first.";
    rule_not_administrator: "您已经不是管理员了。", "You don't manage accounts any more.";
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
    action_second_factor_added: "开启两步验证", "set up a second factor";
    action_second_factor_removed: "关闭两步验证", "took away a second factor";
    action_units_changed: "改动单位", "changed units";
    action_questionnaire_published: "发布问卷", "published a questionnaire";
    action_draft_uploaded: "上传问卷草稿", "uploaded a draft of a questionnaire";
    action_draft_discarded: "删除问卷草稿", "threw a draft of a questionnaire away";
    action_bulletin_drafted: "起草通报", "drafted a bulletin";
    action_bulletin_edited: "修改通报草稿", "edited a draft of a bulletin";
    action_bulletin_reviewed: "审核通报", "reviewed a bulletin";
    action_bulletin_published: "发布通报", "published a bulletin";
    action_bulletin_superseded: "以更正版取代通报", "put a corrected bulletin in place of one";
    action_bulletin_withdrawn: "撤下通报草稿", "withdrew a draft of a bulletin";
    action_bulletin_template_written: "修改通报文字模板", "worded the sentences of bulletins";
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
    quarantine_second: "这个样本已有一份完整答卷（另一编号）。这份暂不计入，等您决定：计入则两份都算，样本仍为已完成。",
        "Its case has a complete interview under another id. This one does not count until you decide; when it is taken, both count, and the case stays closed.";
    quarantine_what: "项目", "What";
    quarantine_sent: "后到的", "Sent later";
    quarantine_stored: "已计入的", "Stored";
    quarantine_reason: "依据（例如：已回访核实）", "Reason (for instance: called back)";
    quarantine_keep: "保留已计入的", "Keep what is stored";
    quarantine_take: "改用后到的", "Take what was sent later";
    quarantine_take_in: "计入", "Take it in";
    quarantine_refuse: "不计入", "Leave it out";
    round: "调查轮次", "Round";
    round_from: "{day} 开始", "begins on {day}";
    round_until: "进行中，到 {day} 为止", "runs until {day}";
    round_over: "已于 {day} 结束", "ended on {day}";
    round_mock: "{name}（模拟）", "{name} (mock)";
    fieldwork: "调查进度", "Fieldwork";
    fieldwork_total: "合计", "Together";
    fieldwork_of: "最低数 {n}", "of {n} at least";
    fieldwork_lacks: "还差 {n}", "{n} to go";
    fieldwork_met: "已达到", "reached";
    fieldwork_no_quota: "没有设最低数", "no minimum is set";
    fieldwork_quota: "完成与最低数", "Done, and at least";
    fieldwork_complete: "完成访问", "Interviews done";
    fieldwork_cases: "样本", "Cases";
    fieldwork_open: "待访", "Open";
    fieldwork_appointments: "预约", "Appointed";
    fieldwork_held: "正在访", "In hand";
    fieldwork_closed: "已了结", "Closed";
    fieldwork_response: "应答率 RR1", "Response rate RR1";
    fieldwork_contact: "接触率 CON1", "Contact rate CON1";
    fieldwork_refusal: "拒访率 REF1", "Refusal rate REF1";
    fieldwork_units: "各单位进度", "Unit by unit";
    fieldwork_by_need: "各单位进度，差得最多的在前", "Unit by unit, those first that lack most";
    fieldwork_rates_hint: "率下面是人数：分子 / 分母。分母不足{n}的只列人数，没有样本的记“—”。", "Below each rate stand the counts that it is made of. Where fewer than {n} are in the denominator there are only the counts, and “—” where there is nobody.";
    fieldwork_live: "每30秒刷新", "Refresh every 30 seconds";
    fieldwork_still: "停止刷新", "Stop refreshing";
    fieldwork_as_of: "截至", "As of";
    fieldwork_csv_by_mode: "按调查方式分列 CSV", "By mode, CSV";
    fieldwork_no_rounds: "还没有调查轮次或单位", "There is no round yet, or no unit";
    fieldwork_no_rounds_lead: "进度要有东西可量才看得出来。先准备单位、问卷和轮次：", "Progress needs something to be measured by. Prepare units, questionnaire and rounds first:";
    fieldwork_no_cases: "这个轮次还没有样本", "Nobody is to be asked in this round yet";
    fieldwork_no_cases_lead: "一户也没有，也就谈不上进度。导入名单、抽取样本、设定最低数，这里就有数了：", "No household, no progress. Import a list, draw the sample, set how many it takes, and this page fills:";
    fieldwork_no_cases_elsewhere: "样本在别的系统里？导入联系记录也可以：", "The cases are kept elsewhere? Their attempts will do:";
    fieldwork_made: "哪些结果怎么计", "Which outcomes count how";
    group_complete: "完成（I）", "Complete (I)";
    group_partial: "部分完成（P）", "Partial (P)";
    group_refusal: "拒访（R）", "Refusal (R)";
    group_other: "其他未访成（O）", "Other (O)";
    group_non_contact: "未接触到（NC）", "Not reached (NC)";
    group_unknown_household: "不知是否住户（UH）", "Household unknown (UH)";
    group_unknown_other: "资格不明（UO）", "Eligibility unknown (UO)";
    group_not_eligible: "不属于调查对象", "Not of the population";
    counts_complete: "计入应答率和接触率的分子", "counts as answered and as reached";
    counts_reached: "计入接触率的分子", "counts as reached";
    counts_refusal: "计入拒访率和接触率的分子", "counts as refused and as reached";
    counts_base: "只在分母里", "is in the denominators only";
    counts_untried: "只在分母里，尚未联系的也在这里", "is in the denominators only, with those that nobody has tried yet";
    counts_nowhere: "不计入任何一个率", "is in none of the rates";
    fieldwork_formulas: "每个样本按最能说明情况的一次结果计一次（AAPOR 标准定义，2.32）。分母都是 I+P+R+NC+O+UH+UO；应答率 RR1 的分子是 I，接触率 CON1 是 I+P+R+O，拒访率 REF1 是 R。", "Each case counts once, by the outcome that tells most about it (AAPOR's Standard Definitions, 2.32). All denominators are I+P+R+NC+O+UH+UO; RR1 counts I, CON1 counts I+P+R+O, REF1 counts R.";
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
    action_contacts_added: "导入联系人", "added contacts";
    action_contact_read: "查看联系方式", "read who somebody is";
    action_contacts_deleted: "删除联系方式", "deleted who people are";
    action_sample_drawn: "抽取样本", "drew a sample";
    action_case_added: "手工加入样本", "added a case by hand";
    action_fieldwork_rules_set: "设定结果代码", "set the rules of fieldwork";
    action_aim_set: "设定目标", "set an aim";
    action_aim_removed: "撤销目标", "took an aim back";
    action_quotas_set: "设定最低样本量", "set quotas";
    action_response_read: "查看单份答卷", "read a response";
    action_photo_read: "查看照片", "saw a photo";
    action_exported: "导出数据", "exported";
    to_figures: "查看总览", "To the overview";
    error_file_too_large: "文件太大，至多 2 MB。", "The file is too large; at most 2 MB.";
    forms: "问卷管理", "Questionnaires";
    forms_lead: "上传、检查、发布调查问卷", "Upload, check and publish what is asked";
    forms_back: "返回问卷管理", "Back to the questionnaires";
    form_upload: "上传问卷", "Upload a questionnaire";
    form_upload_hint: "XLSForm 格式的 XLSX 工作簿，或 TOML 文件，至多 2 MB。先成为草稿，看过以后再发布。", "A workbook (XLSX) in XLSForm layout, or TOML, at most 2 MB. It becomes a draft, to be looked at before it is published.";
    form_file: "文件", "File";
    form_no_file: "请先选择文件。", "Choose a file first.";
    form_upload_send: "上传并检查", "Upload and check";
    form_begin: "从现成的问卷开始", "Begin with one of these";
    template_environment: "生态环境（六个方面）", "Environment, six aspects";
    template_education: "中小学（十个方面）", "Schools, ten aspects";
    template_medical_insurance: "医疗保障（七个方面）", "Medical insurance, seven fields";
    form_refused: "没有保存，请改好以下各处再上传", "Nothing was kept: put these right and upload again";
    form_kept_with_notes: "已存为草稿，请看一看以下各处", "Kept as a draft; these deserve a look";
    form_look: "查看草稿", "Look at the draft";
    form_open: "查看", "Look at";
    form_preview: "手机、电话预览", "Preview as a phone and as a desk";
    form_drafts: "草稿", "Drafts";
    form_no_drafts: "没有草稿。", "There are no drafts.";
    form_published: "已发布", "Published";
    form_none_published: "还没有发布过问卷。", "Nothing is published yet.";
    form_questions_count: "{n} 题", "{n} questions";
    form_uploaded_by: "{by} 于 {at} 上传（{file}）", "uploaded by {by} at {at} ({file})";
    form_published_at: "{at} 发布", "published {at}";
    form_uploaded: "已存为草稿，没有发现问题。", "Kept as a draft; nothing is wrong with it.";
    form_published_same: "这一版早已发布，内容相同，没有变化。", "This version is published already with the same content; nothing changed.";
    form_published_now: "已发布，以后不再改变。", "Published; it never changes from now on.";
    form_discarded: "草稿已删除。", "The draft is gone.";
    form_published_already: "这个版本已经发布过，而且内容不同。已发布的不能改，请把版本号加一再上传。", "This version is published with other content and never changes; raise the version and upload again.";
    form_replaced: "有人刚上传了另一份草稿，请看过以后再发布。", "Somebody has just uploaded another draft; look at it before you publish.";
    form_gone: "草稿已经不在了：可能有人删除了它。", "The draft is no longer there; somebody may have discarded it.";
    form_draft: "草稿", "Draft";
    form_version: "版本", "version";
    form_decide: "发布还是删除", "Publish or discard";
    form_decide_hint: "发布以后不能修改；要改就上传新的版本。", "What is published never changes; a change is a new version.";
    form_publish: "发布", "Publish";
    form_discard: "删除草稿", "Discard";
    form_warnings: "缺英文的文字：", "Words without English:";
    legal: "统计调查表头", "Legal header";
    legal_form_no: "表号", "Form number";
    legal_authority: "制定机关", "Issued by";
    legal_approval_no: "批准文号", "Approval number";
    legal_valid_until: "有效期限", "Valid until";
    form_questions: "题目", "Questions";
    form_hint: "给访问员的提示，不读出", "For whoever asks, not read out";
    form_rule: "第 {n} 题答“{options}”时才问", "Asked only after “{options}” to question {n}";
    form_scale: "量表", "Scale";
    form_free_text: "照原话记录", "In the respondent's own words";
    form_weight: "权重", "weight";
    form_unscored: "不计分", "not scored";
    form_code: "编码", "Code";
    form_option: "选项", "Option";
    option_negative: "不满意，追问原因", "Negative: opens an issue";
    option_dont_know: "不了解，不算满意", "Don't know: never satisfied";
    option_refused: "拒答", "Refused";
    form_categories: "问题类别", "Categories";
    form_parent: "上级", "below";
    form_reasons: "常见原因：", "Common reasons:";
    form_edit: "下载修改", "Take it away to edit";
    form_edit_hint: "改好后把版本号加一，再上传。", "Raise the version before you upload it again.";
    fault_place: "位置", "Place";
    fault_what: "说明", "What";
    fault_missing_sheet: "缺少工作表", "A sheet is missing";
    fault_missing_column: "缺少一列", "A column is missing";
    fault_layout: "表格排列有误", "The layout of the sheet is wrong";
    fault_missing: "这里不能空着", "Something is missing here";
    fault_value: "填写的内容不能识别", "The value can't be read";
    fault_unknown_setting: "没有这一项", "There is no such setting";
    fault_kind_needed: "看起来是不了解或拒答，请在 kind 列写明", "It looks like no opinion: say so in the column kind";
    fault_type: "不支持这种题型", "There is no such type of question";
    fault_column: "这一列不能填", "Nothing may stand in this column";
    fault_rule: "跳题条件有误", "The skip rule is wrong";
    fault_note: "说明文字只能放在全部题目之前或之后", "Notes stand before or after all questions";
    fault_group: "分组没有配对", "Groups don't match";
    fault_category: "问题类别有误", "The category is wrong";
    fault_no_category: "计分的题目要有问题类别", "A scored question needs a category";
    fault_scale: "量表有误", "The scale is wrong";
    fault_twice: "重复了", "It stands twice";
    fault_no_negative: "量表要有表示不满意的选项", "A scale needs an option that says \"not satisfied\"";
    fault_overall: "总体评价题要有满意度量表、权重为0", "The overall question needs a scale of satisfaction and weight 0";
    fault_priorities: "选“最关心什么”的题不计分", "A question about what matters most counts for no score";
    fault_unbalanced: "量表偏向一边：满意和不满意的选项要一样多", "The scale leans: as many good as bad options";
    fault_order: "选项要从最满意排到最不满意", "Options run from best to worst";
    fault_no_dont_know: "量表要有“不了解”", "A scale needs a don't-know";
    fault_no_questions: "没有题目", "There are no questions";
    fault_file: "文件读不出来", "The file can't be read";
    fault_other: "有问题", "Something is wrong";
    note_no_english: "没有英文", "There is no English";
    note_no_chinese: "没有中文", "There is no Chinese";
    note_recorded: "不用写，系统会自动记录", "Not needed: it is recorded anyway";
    note_not_read: "没有读取", "It was not read";
    note_group: "分组已取消，题目依次排列", "The group is dissolved, its questions stay";
    note_unused: "没有题目用到", "No question uses it";
    to_visits: "入户走访", "Visit households";
    to_calls: "电话访问", "Call people";
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
