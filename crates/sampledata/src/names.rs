//! Invented place names that sound like real ones, in Chinese and in pinyin.

use survey::Label;

use crate::dice::Dice;

/// Chinese and pinyin of a part of a name.
type Part = (&'static str, &'static str);

pub(crate) const CITY: Part = ("云泽市", "Yunze City");
pub(crate) const DISTRICTS: [Part; 2] =
    [("澄湖区", "Chenghu District"), ("望岳区", "Wangyue District")];

/// Streets (街道), used up in this order.
const STREETS: [Part; 14] = [
    ("文昌", "Wenchang"),
    ("锦湖", "Jinhu"),
    ("迎春", "Yingchun"),
    ("北关", "Beiguan"),
    ("泉林", "Quanlin"),
    ("新兴", "Xinxing"),
    ("东苑", "Dongyuan"),
    ("滨河", "Binhe"),
    ("高铺", "Gaopu"),
    ("西关", "Xiguan"),
    ("开元", "Kaiyuan"),
    ("柏山", "Baishan"),
    ("清源", "Qingyuan"),
    ("长桥", "Changqiao"),
];

/// Towns (镇), used up in this order.
const TOWNS: [Part; 28] = [
    ("柳溪", "Liuxi"),
    ("青石桥", "Qingshiqiao"),
    ("大汪", "Dawang"),
    ("双堰", "Shuangyan"),
    ("白塔", "Baita"),
    ("马集", "Maji"),
    ("沙埠", "Shabu"),
    ("龙窝", "Longwo"),
    ("桑园", "Sangyuan"),
    ("苇河", "Weihe"),
    ("石佛", "Shifo"),
    ("杏山", "Xingshan"),
    ("铁炉", "Tielu"),
    ("黄崖", "Huangya"),
    ("南渡", "Nandu"),
    ("陈坊", "Chenfang"),
    ("古槐", "Guhuai"),
    ("清水泉", "Qingshuiquan"),
    ("宋桥", "Songqiao"),
    ("白云岭", "Baiyunling"),
    ("鹤滩", "Hetan"),
    ("潘店", "Pandian"),
    ("赵埠口", "Zhaobukou"),
    ("鱼梁", "Yuliang"),
    ("高楼", "Gaolou"),
    ("松岗", "Songgang"),
    ("桃坞", "Taowu"),
    ("夏庄", "Xiazhuang"),
];

const SIDES: [Part; 16] = [
    ("", ""),
    ("", ""),
    ("", ""),
    ("", ""),
    ("", ""),
    ("", ""),
    ("", ""),
    ("", ""),
    ("前", "qian"),
    ("后", "hou"),
    ("东", "dong"),
    ("西", "xi"),
    ("南", "nan"),
    ("北", "bei"),
    ("大", "da"),
    ("小", "xiao"),
];

const SURNAMES: [Part; 40] = [
    ("王", "wang"),
    ("李", "li"),
    ("张", "zhang"),
    ("刘", "liu"),
    ("陈", "chen"),
    ("杨", "yang"),
    ("赵", "zhao"),
    ("孙", "sun"),
    ("周", "zhou"),
    ("吴", "wu"),
    ("徐", "xu"),
    ("马", "ma"),
    ("朱", "zhu"),
    ("胡", "hu"),
    ("郭", "guo"),
    ("高", "gao"),
    ("林", "lin"),
    ("何", "he"),
    ("罗", "luo"),
    ("宋", "song"),
    ("郑", "zheng"),
    ("梁", "liang"),
    ("韩", "han"),
    ("唐", "tang"),
    ("冯", "feng"),
    ("于", "yu"),
    ("董", "dong"),
    ("程", "cheng"),
    ("曹", "cao"),
    ("袁", "yuan"),
    ("邓", "deng"),
    ("傅", "fu"),
    ("彭", "peng"),
    ("苏", "su"),
    ("蒋", "jiang"),
    ("贾", "jia"),
    ("魏", "wei"),
    ("薛", "xue"),
    ("闫", "yan"),
    ("孟", "meng"),
];

const SETTLEMENTS: [Part; 12] = [
    ("家庄", "jiazhuang"),
    ("庄", "zhuang"),
    ("家楼", "jialou"),
    ("楼", "lou"),
    ("家营", "jiaying"),
    ("家沟", "jiagou"),
    ("家洼", "jiawa"),
    ("家店", "jiadian"),
    ("寨", "zhai"),
    ("家屯", "jiatun"),
    ("家桥", "jiaqiao"),
    ("官庄", "guanzhuang"),
];

const FEATURES: [Part; 20] = [
    ("石", "shi"),
    ("柳", "liu"),
    ("杨", "yang"),
    ("槐", "huai"),
    ("白", "bai"),
    ("青", "qing"),
    ("双", "shuang"),
    ("龙", "long"),
    ("凤", "feng"),
    ("清", "qing"),
    ("沙", "sha"),
    ("榆", "yu"),
    ("桃", "tao"),
    ("枣", "zao"),
    ("梨", "li"),
    ("鹤", "he"),
    ("金", "jin"),
    ("竹", "zhu"),
    ("红", "hong"),
    ("黑", "hei"),
];

const LANDSCAPE: [Part; 16] = [
    ("桥", "qiao"),
    ("泉", "quan"),
    ("沟", "gou"),
    ("河", "he"),
    ("湾", "wan"),
    ("坡", "po"),
    ("岭", "ling"),
    ("塘", "tang"),
    ("庙", "miao"),
    ("井", "jing"),
    ("埠", "bu"),
    ("崖", "ya"),
    ("滩", "tan"),
    ("堤口", "dikou"),
    ("林", "lin"),
    ("园", "yuan"),
];

const NEIGHBOURHOODS: [Part; 28] = [
    ("和平", "heping"),
    ("幸福", "xingfu"),
    ("阳光", "yangguang"),
    ("建设", "jianshe"),
    ("文化", "wenhua"),
    ("学府", "xuefu"),
    ("锦绣", "jinxiu"),
    ("翠竹", "cuizhu"),
    ("银杏", "yinxing"),
    ("光明", "guangming"),
    ("友谊", "youyi"),
    ("兴华", "xinghua"),
    ("康宁", "kangning"),
    ("朝阳", "chaoyang"),
    ("湖畔", "hupan"),
    ("府前", "fuqian"),
    ("站前", "zhanqian"),
    ("铁路", "tielu"),
    ("纺织", "fangzhi"),
    ("水利", "shuili"),
    ("荷花", "hehua"),
    ("紫薇", "ziwei"),
    ("梧桐", "wutong"),
    ("东园", "dongyuan"),
    ("西园", "xiyuan"),
    ("南苑", "nanyuan"),
    ("育才", "yucai"),
    ("永安", "yong'an"),
];

const LANES: [Part; 10] = [
    ("", ""),
    ("", ""),
    ("", ""),
    ("", ""),
    ("里", "li"),
    ("路", "lu"),
    ("街", "jie"),
    ("桥", "qiao"),
    ("新村", "xincun"),
    ("花园", "huayuan"),
];

/// Name of the street with a running number.
pub(crate) fn street(number: usize, dice: &mut Dice) -> Label {
    let (zh, en) = listed(&STREETS, number, dice);
    Label::new(format!("{zh}街道"), format!("{en} Subdistrict"))
}

/// Name of the town with a running number.
pub(crate) fn town(number: usize, dice: &mut Dice) -> Label {
    let (zh, en) = listed(&TOWNS, number, dice);
    Label::new(format!("{zh}镇"), format!("{en} Town"))
}

/// Name of a village (村).
pub(crate) fn village(dice: &mut Dice) -> Label {
    let (zh, en) = village_stem(dice);
    Label::new(format!("{zh}村"), format!("{en} Village"))
}

/// Name of a community (社区).
pub(crate) fn community(dice: &mut Dice) -> Label {
    let (mut name, mut lane) = (*dice.pick(&NEIGHBOURHOODS), *dice.pick(&LANES));
    // 铁路路 and 东园园 nobody would write.
    while !lane.0.is_empty() && name.0.ends_with(['路', '园', '苑']) {
        (name, lane) = (*dice.pick(&NEIGHBOURHOODS), *dice.pick(&LANES));
    }
    let (zh, en) = join(&[name, lane]);
    Label::new(format!("{zh}社区"), format!("{en} Community"))
}

/// The community around the seat of a town's government.
pub(crate) fn seat_community(town: &Label) -> Label {
    let zh = town.zh.trim_end_matches('镇');
    let en = town.en.as_deref().unwrap_or_default().trim_end_matches(" Town");
    Label::new(format!("{zh}社区"), format!("{en} Community"))
}

/// A name from the list or, past its end, one made like a village name.
fn listed(list: &[Part], number: usize, dice: &mut Dice) -> (String, String) {
    match list.get(number) {
        Some((zh, en)) => ((*zh).to_owned(), (*en).to_owned()),
        None => village_stem(dice),
    }
}

fn village_stem(dice: &mut Dice) -> (String, String) {
    if dice.chance(0.65) {
        join(&[*dice.pick(&SIDES), *dice.pick(&SURNAMES), *dice.pick(&SETTLEMENTS)])
    } else {
        join(&[*dice.pick(&FEATURES), *dice.pick(&LANDSCAPE)])
    }
}

/// Puts parts together; pinyin of a place is written as one word with a capital.
fn join(parts: &[Part]) -> (String, String) {
    let zh = parts.iter().map(|part| part.0).collect();
    let pinyin: String = parts.iter().map(|part| part.1).collect();
    let mut letters = pinyin.chars();
    let en = letters.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(letters).collect();
    (zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_read_as_one_name() {
        let name = join(&[("前", "qian"), ("王", "wang"), ("家庄", "jiazhuang")]);
        assert_eq!(name, ("前王家庄".to_owned(), "Qianwangjiazhuang".to_owned()));
        let town = Label::new("柳溪镇", "Liuxi Town");
        assert_eq!(seat_community(&town), Label::new("柳溪社区", "Liuxi Community"));
    }
}
