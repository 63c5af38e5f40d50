//! The words of the two desks, for their scripts.

use std::fmt::Write;

/// Key, Chinese, English. `{name}` stands for what a script puts in.
pub(super) const TABLE: &[(&str, &str, &str)] = &[
    // Everywhere
    ("skip", "跳到正文", "Skip to the content"),
    ("back", "返回", "Back"),
    ("account", "账户", "Account"),
    ("settings", "设置", "Settings"),
    ("language", "语言", "Language"),
    ("undo", "撤销", "Undo"),
    ("more", "更多…", "More…"),
    ("record", "记录", "Record"),
    ("remove", "删除", "Remove"),
    ("sign_in", "重新登录", "Sign in"),
    ("not_signed_in", "未登录", "Not signed in"),
    (
        "not_allowed",
        "这个账户目前不能发送，请联系管理员。已填写的都保存在本机。",
        "This account may not send at present; ask the administrator. What you recorded stays on this device.",
    ),
    (
        "signed_out",
        "登录已过期，数据都在本机，没有丢失（待上传 {n} 份）。登录后自动上传。",
        "You are signed out. Nothing is lost: {n} waiting on this device will be sent after you sign in.",
    ),
    (
        "signed_out_phone",
        "这部手机的登录已过期，数据都在本机，没有丢失（待上传 {n} 份）。请在电脑上打开“设备”页，重新扫码登录。",
        "This phone is signed out. Nothing is lost: {n} waiting here will be sent after you sign in again by a code from the page for phones.",
    ),
    (
        "no_right",
        "这个账户没有入户走访或电话调查的权限。",
        "This account has no right to visit or call people.",
    ),
    // Visits: the day
    ("visits", "入户走访", "Visits"),
    ("today", "今天的走访", "Today's visits"),
    ("today_count", "共 {all} 户，已办 {done} 户", "{done} of {all} households done"),
    ("done_of", "{done}/{all}", "{done}/{all}"),
    ("no_round", "今天没有进行中的入户调查。", "No round of visits runs today."),
    ("round", "调查轮次", "Round"),
    ("how_many", "户数", "How many"),
    ("households", "{n} 户", "{n} households"),
    ("take", "领取名单", "Get the list"),
    ("take_more", "更新名单", "Update the list"),
    ("taken", "已领取 {n} 户", "{n} households in hand"),
    ("taken_none", "目前没有可领取的住户。", "There is no household to visit now."),
    (
        "take_needs_network",
        "需要网络，请到有信号的地方再试。",
        "This needs a network; try again where there is one.",
    ),
    ("begun", "还没填完的", "Begun and not finished"),
    ("start", "开始访问", "Start"),
    ("go_on", "继续填写", "Go on"),
    ("throw_away", "放弃", "Throw away"),
    ("appointment_at", "约定 {at}", "Expected at {at}"),
    ("added_by_hand", "手工添加，不在抽样之内", "Added by hand, not drawn"),
    ("other_outcome", "其他结果…", "Another outcome…"),
    ("note_for_next", "给下一位的备注（可不填）", "Note for whoever comes next (optional)"),
    ("give_back", "退回，不去了", "Give back untried"),
    ("recorded", "{who}：{what}", "{who}: {what}"),
    ("come_again", "约定再来", "Agree on a time"),
    ("day", "日期", "Day"),
    ("time", "时间", "Time"),
    ("agree", "约好", "Agreed"),
    ("done_complete", "访问完成", "Interview complete"),
    ("done_partial", "部分完成", "Partly answered"),
    ("done_appointment", "约定 {at}", "Agreed for {at}"),
    ("elsewhere", "不在名单上的住户", "Somebody who is not on the list"),
    (
        "elsewhere_hint",
        "只选地点，不记姓名。这样的答卷计入结果，不计入应答率。",
        "Choose the place only; no name is recorded. Such answers count in the results, not in the response rates.",
    ),
    ("where", "村、社区或单位", "Village or unit"),
    (
        "places_need_network",
        "单位列表还没有下载，需要网络。",
        "The list of units is not here yet; it needs a network.",
    ),
    // Calls
    ("calls", "电话访问", "Calls"),
    ("no_round_calls", "今天没有进行中的电话调查。", "No round of calls runs today."),
    ("next_case", "下一个", "Next"),
    (
        "next_hint",
        "由系统按规则分派：先是到时间的预约，再是样本还差得多的单位。",
        "Given out by rule: appointments that are due first, then units that lack most.",
    ),
    ("next_none", "现在没有可以拨打的号码。", "There is no number to call now."),
    (
        "next_needs_network",
        "刚才的结果还没有送到服务器，请稍后再取下一个。",
        "What you recorded has not reached the service yet; take the next one after that.",
    ),
    ("call_of", "通话 {who}", "Call {who}"),
    ("who", "称呼", "Name"),
    ("place", "地区", "Place"),
    ("address", "地址", "Address"),
    ("no_number", "没有号码。", "There is no number."),
    ("dial", "拨号", "Dial"),
    ("copy", "复制", "Copy"),
    ("copied", "号码已复制", "The number is on the clipboard"),
    ("held_until", "号码为您保留到 {at}", "The number is yours until {at}"),
    ("held_for", "保留", "yours for"),
    ("questions_to_come", "接下来 {n} 题", "{n} questions to come"),
    ("held_over", "保留时间已到，号码已收回。", "The time is up, and the number is gone."),
    ("first_attempt", "第一次拨打", "First attempt"),
    ("before", "以前的情况", "What was tried before"),
    ("what_became", "结果", "Outcome"),
    ("agree_on_time", "约定再访…", "Agree on a time…"),
    ("give_back_call", "不打了，退回", "Give back untried"),
    ("opening_words", "开场白（读出）", "Opening words (read out)"),
    ("closing_words", "结束语（读出）", "Closing words (read out)"),
    ("start_call", "对方同意，开始", "They agree: begin"),
    ("go_on_call", "接着上次的问", "Go on where it stopped"),
    ("break_off", "对方中断…", "They break off…"),
    ("send_answered", "已答的 {n} 题作为部分完成", "Send the {n} answers as partial"),
    ("refuse_without", "拒绝继续，答案不留", "Refusal; no answer is kept"),
    ("go_on_now", "继续提问", "Go on asking"),
    ("recorded_appointment", "已记录：{who}，约定 {at}", "Recorded: {who}, expected at {at}"),
    ("too_late", "已经送到服务器，不能撤销了。", "The service has it already."),
    ("call_again", "约定再打的时间", "When to call again"),
    ("morning", "上午", "Morning"),
    ("afternoon", "下午", "Afternoon"),
    ("evening", "晚上", "Evening"),
    ("other_time", "另一时间", "Another time"),
    ("choose_time", "请选时间", "choose a time"),
    ("month_before", "上个月", "The month before"),
    ("month_after", "下个月", "The month after"),
    ("cancel", "取消", "Cancel"),
    ("my_day", "我的今天", "My day"),
    ("calls_made", "拨打", "Calls"),
    ("interviews_done", "完成", "Complete"),
    ("interviews_partial", "部分", "Partial"),
    ("appointments_next", "接下来的预约", "Expected next"),
    ("appointments_none", "还没有预约。", "None yet."),
    ("due_now", "到时间了", "due now"),
    ("my_day_hint", "只统计这台设备，只给您自己看。", "Counted on this device, for yourself only."),
    ("keys", "单键快捷键", "Single-key shortcuts"),
    ("keys_on", "开启", "On"),
    ("keys_off", "关闭", "Off"),
    ("key_help", "快捷键说明", "List of keys"),
    ("key_opinion", "选项", "opinion"),
    ("key_dont_know", "不了解", "don't know"),
    ("key_refused", "拒答", "refused"),
    ("key_move", "换题", "move"),
    ("key_enter", "下一题/完成", "next, finish"),
    ("key_escape", "离开输入框", "leave a field"),
    // A questionnaire that is only looked at
    ("preview", "问卷预览", "Preview"),
    ("preview_of", "预览：{title}", "Preview: {title}"),
    ("preview_draft", "草稿", "draft"),
    (
        "preview_banner",
        "这里填写的不保存、不发送。",
        "Nothing that is entered here is kept or sent.",
    ),
    ("preview_as", "看作", "Shown as"),
    ("preview_phone", "手机", "Phone"),
    ("preview_desk", "电话", "Desk"),
    ("preview_case", "样例", "sample"),
    ("preview_ends", "这是预览，没有保存或发送。", "This is a preview; nothing is kept or sent."),
    ("preview_missing", "没有这份问卷。", "There is no such questionnaire."),
    // The interview
    ("version", "第 {n} 版", "version {n}"),
    ("for_you", "（不读出）", "(not read out) "),
    (
        "not_read_out",
        "以下不读出，对方自己说时才选",
        "Not read out; only when they say so themselves",
    ),
    ("previous_question", "上一题", "Previous"),
    ("next_question", "下一题", "Next"),
    ("answered", "已答 {done}/{all}", "{done}/{all} answered"),
    ("issue_title", "哪里不满意？", "What is wrong?"),
    ("issue_category", "问题类别", "What it is about"),
    ("issue_words", "原话", "In their words"),
    ("issue_where", "在哪里、什么情况", "Where, and what happens"),
    (
        "issue_hint",
        "提交后进入问题台账，不记姓名。可以不填。",
        "Goes into the ledger of issues, without a name. May be left empty.",
    ),
    ("extras", "备注、照片、位置（可不填）", "Note, photo, position (optional)"),
    ("photo_consent", "对方同意拍照", "They agree to a photo"),
    ("photo", "照片（最多3张）", "Photo (3 at most)"),
    ("photo_size", "照片，{n} KB", "Photo, {n} KB"),
    ("no_picture", "这个文件打不开。", "This file is no picture."),
    ("position", "记录位置", "Record where this is"),
    ("position_searching", "正在定位…", "Looking for the position…"),
    ("position_found", "已记录，误差约 {n} 米", "Recorded, within {n} m"),
    (
        "position_failed",
        "没有定位成功，不影响提交。",
        "No position was found; that doesn't matter.",
    ),
    ("keeping", "正在保存…", "Keeping…"),
    ("kept", "草稿已存 {at}", "Draft kept {at}"),
    ("not_kept", "草稿没有存上！", "The draft was not kept!"),
    ("finish", "完成", "Finish"),
    ("finished", "已保存：{who}", "Kept: {who}"),
    (
        "taken_over",
        "这份答卷在另一个标签页里打开了，请在那里继续。",
        "This interview is open in another tab now; go on there.",
    ),
    ("declines", "对方拒访", "They decline"),
    ("sign_in_first", "请先登录。", "Please sign in."),
    ("password_first", "请先设置自己的密码，再开始工作。", "Choose a password of your own first."),
    ("factor_first", "请先设置第二重验证，再开始工作。", "Set up the second factor first."),
    ("set_up", "去设置", "Set it up"),
    ("preview_back", "返回问卷", "Back to the questionnaire"),
    ("unanswered", "还有 {n} 题没有回答", "{n} questions have no answer"),
    ("answer_them", "回去补答", "Answer them"),
    ("send_partial", "对方不愿再答，部分完成", "They won't go on: send as partial"),
    (
        "legal",
        "{no} · {by} · {approval} · 有效期至 {until}",
        "{no} · {by} · {approval} · valid until {until}",
    ),
    (
        "form_missing",
        "这份问卷不在本机，联网后会自动下载。",
        "This questionnaire is not on the device; it comes when there is a network.",
    ),
    ("try_again", "再试一次", "Try again"),
    ("send_directly", "直接发送（需要网络）", "Send now (needs a network)"),
    (
        "not_sent",
        "没有发出去。请导出为文件，不要关闭本页。",
        "It was not sent. Export it as a file, and don't close this page.",
    ),
    // What waits
    ("state_sent", "已全部上传", "All sent"),
    ("state_waiting", "待上传 {n}", "{n} waiting"),
    ("state_problem", "{n} 份有问题", "{n} with a problem"),
    ("state_offline", "离线", "offline"),
    ("outbox", "上传情况", "Sending"),
    (
        "outbox_hint",
        "有网络时自动上传。只有服务器确认存盘以后，才从本机删除。",
        "Sent by itself when there is a network. Deleted here only when the server has it on its disk.",
    ),
    ("outbox_empty", "没有待上传的。", "Nothing waits."),
    ("send_now", "立即上传", "Send now"),
    ("sent_all", "已全部上传", "All sent"),
    ("export_file", "导出为文件", "Export as a file"),
    ("kind_response", "答卷", "Interview"),
    ("kind_attempt", "联系结果", "Outcome"),
    ("kind_note", "备注", "Note"),
    ("kind_photo", "照片", "Photo"),
    ("item_waiting", "待上传", "waiting"),
    ("item_problem", "有问题", "problem"),
    ("item_of_other", "等 {name} 登录后上传", "waits until {name} signs in"),
    (
        "problem_different",
        "服务器上已有同一编号但内容不同的答卷。您这一份已在隔离区保存，会有人核对。",
        "The server has other content under this number. Yours is kept in quarantine, and a person will decide.",
    ),
    (
        "problem_withdrawn",
        "这份答卷已按本人要求撤回，不再接收。",
        "This interview was withdrawn on demand and is not taken again.",
    ),
    ("problem_invalid", "服务器没有接收，原因：", "The server did not take it, because:"),
    (
        "problem_kept",
        "内容都在本机。请把文件导出交给办公室，或改正后再试。",
        "Everything is still here. Export it for the office, or try again when the cause is gone.",
    ),
    ("retry", "再试一次", "Try again"),
    ("receipts", "服务器已收到（保留30天）", "The server has (kept for 30 days)"),
    ("receipts_empty", "还没有回执。", "No receipt yet."),
    ("receipt", "回执 {id} · {at}", "Receipt {id} · {at}"),
    ("receipt_held", "问卷版本待发布，暂存", "held until its form is published"),
    // This device
    ("device_trouble", "这台设备打不开保存的数据", "This device can't open what it keeps"),
    (
        "device_trouble_text",
        "请关闭其他标签页再试；如果是无痕模式，请换用普通模式。",
        "Close other tabs and try again; in a private window, use a usual one.",
    ),
    (
        "storage_refused",
        "这台设备不让保存（可能空间已满，或在无痕模式）。请先清理空间，提交前不要关闭本页。",
        "This device refuses to keep anything: its storage may be full, or this is a private window. Free some space, and don't close this page before sending.",
    ),
    (
        "storage_lasting",
        "浏览器不会自动清除本机数据。",
        "The browser will not clear what is kept here by itself.",
    ),
    (
        "storage_fleeting",
        "空间不足时浏览器可能清除本机数据：请添加到主屏幕，并尽快联网上传。",
        "When space runs short the browser may clear what is kept here: add this page to the home screen, and send soon.",
    ),
    (
        "clock_off",
        "这台设备的时间差 {n} 分钟，已自动校正。请在系统设置里打开自动对时。",
        "This device's clock is {n} minutes off, which is corrected here. Let the system set it.",
    ),
    (
        "no_offline",
        "这个浏览器不能离线打开本页（需要 HTTPS；请在系统浏览器中打开，不要在微信里）。",
        "This browser can't open the page without a network (it takes HTTPS; use the system's browser, not WeChat's).",
    ),
    ("new_version", "有新版本。", "There is a new version."),
    ("reload", "更新", "Reload"),
    ("print", "字号", "Print"),
    ("print_usual", "标准", "Usual"),
    ("print_large", "大字", "Large"),
    ("layout", "题目排列", "Questions"),
    ("layout_all", "一页全部", "All on one page"),
    ("layout_one", "一屏一题", "One at a time"),
    ("on_this_device", "这台设备", "This device"),
    (
        "install_hint",
        "在浏览器菜单里选“添加到主屏幕”，没有信号也能打开。",
        "Choose \"Add to home screen\" in the browser's menu: it then opens without a network.",
    ),
];

/// The table as a module for the scripts.
pub(super) fn module() -> String {
    let mut module = String::from("// Made from the table of words.\nexport const WORDS = {\n");
    for (key, chinese, english) in TABLE {
        // Debug quoting of Rust is not that of JavaScript; JSON's is.
        let pair = serde_json::json!([chinese, english]);
        writeln!(module, "{key}: {pair},").expect("a string takes everything");
    }
    module.push_str("};\n");
    module
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::desks::files;

    fn quoted_after<'a>(script: &'a str, before: &str) -> impl Iterator<Item = &'a str> {
        let starts: Vec<usize> =
            script.match_indices(before).map(|(at, _)| at + before.len()).collect();
        starts.into_iter().filter_map(|start| script[start..].split('\'').next())
    }

    #[test]
    fn every_word_is_there_in_both_languages_and_none_twice() {
        let keys: BTreeSet<&str> = TABLE.iter().map(|(key, _, _)| *key).collect();
        assert_eq!(keys.len(), TABLE.len());
        for (key, chinese, english) in TABLE {
            assert!(!chinese.is_empty() && !english.is_empty(), "{key}");
            let holes = |text: &str| -> BTreeSet<String> {
                text.split('{')
                    .skip(1)
                    .filter_map(|rest| rest.split('}').next())
                    .map(String::from)
                    .collect()
            };
            assert_eq!(holes(chinese), holes(english), "{key}");
        }
    }

    #[test]
    fn scripts_say_what_is_in_the_table_and_all_of_it() {
        let said: BTreeSet<String> = files::SCRIPTS
            .iter()
            .flat_map(|script| {
                let kinds =
                    quoted_after(script.content, "'kind_").map(|kind| format!("kind_{kind}"));
                let plain = quoted_after(script.content, "say('").map(String::from);
                kinds.chain(plain).collect::<Vec<_>>()
            })
            .collect();
        let known: BTreeSet<String> = TABLE.iter().map(|(key, _, _)| (*key).to_owned()).collect();
        let unknown: Vec<_> = said.difference(&known).collect();
        let unused: Vec<_> = known.difference(&said).collect();
        assert!(unknown.is_empty() && unused.is_empty(), "unknown {unknown:?}, unused {unused:?}");
    }
}
