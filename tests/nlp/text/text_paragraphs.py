"""Clean paragraphs of our own making, as many as a test asks for: sentences with slots, filled by a seeded generator."""

from __future__ import annotations

import random
from functools import cache

FIRMS = ["晨光科技", "远山资本", "星河网络", "江南云", "北辰汽车", "拾光传媒", "蓝鲸物流", "万象半导体", "青禾生鲜", "知行教育", "昆仑支付", "海棠影业"]
PEOPLE = ["林嘉禾", "周以宁", "陈奕迟", "沈孟溪", "许南乔", "韩砚秋", "顾清梧", "朱镕基", "王喆", "陈垚", "鞠婧祎", "龚琳娜"]
PLACES = ["北京", "深圳", "杭州", "成都", "旧金山", "东京", "綦江", "邛崃", "濮阳", "盱眙"]
GOODS = ["短视频", "云存储", "智能音箱", "新能源汽车", "即时零售", "扫地机器人", "广告系统", "操作系统", "搜索引擎", "手机芯片"]
SENTENCES = [
    "{firm}{month}月{day}日公布第{quarter}季度业绩，营业收入为{money}，同比增长{part}%，归属股东的净利润为{money}。",
    "负责{goods}业务的副总裁{person}在{place}表示：“我们不会为了规模牺牲利润，也不会放弃年轻用户。”",
    "截至去年年底，{firm}的月活跃用户达到{count}，其中{part}%来自三线以下城市，人均使用时长超过{small}分钟。",
    "知情人士透露，{firm}正与{firm2}商谈收购{goods}部门，双方在价格上仍有分歧，最快下个月签署协议。",
    "报告认为，{goods}的渗透率将在未来{small}年内提高到{part}%，但供应链和监管仍然是最大的不确定因素。",
    "{person}曾任{firm}首席技术官，去年离开后在{place}创办了一家做{goods}的公司，天使轮融资{money}。",
    "法院一审判决{firm}赔偿{money}，并在官方网站首页连续{small}天刊登声明，消除不良影响。",
    "与三年前相比，{place}的写字楼租金下降了近{part}%，不少创业公司把办公室搬到了郊区的产业园。",
    "这款{goods}售价{price}元，首批备货{count}台，开售{small}分钟即告售罄，第二批预计下月到货。",
    "如果没有补贴，一单外卖的配送成本大约是{small}元；算上平台的技术服务费，商家能留下的并不多。",
    "{firm}宣布关闭{place}等{small}个城市的站点，受影响的员工约{price}人，公司将按劳动法给予补偿。",
    "业内普遍认为，价格战打到今天，谁也没有赢家：{firm}亏损{money}，{firm2}的现金也只够支撑一年。",
    "公告显示，董事会批准了不超过{money}的股份回购计划，回购期限自股东大会通过之日起十二个月。",
    "记者试用发现，新版应用把“{goods}”放到了首屏，原来的频道入口被收进了更多菜单，不少老用户并不买账。",
    "从工厂到货架，一台手机要经过两百多道工序，任何一家供应商停产，都会让整条生产线停下来。",
    "谁来为数据泄露负责？{place}的监管部门要求{firm}在{small}日内提交整改报告，逾期将依法从重处罚。",
    "他说，做硬件最难的不是设计，而是把一百万台做得一模一样；良率每提高一个百分点，就能省下{money}。",
    "早期投资者减持了{part}%的股份，套现约{money}，股价当天下跌{small}%，收于{price}港元。",
]
ENGLISH = [
    "{latin} said on Tuesday that its revenue rose {part} percent to ${price} million, beating analysts’ estimates.",
    "“We won’t chase growth at any cost,” said Jane Doe, who runs the company’s cloud unit in Shenzhen.",
    "The deal, worth about €{price} million, still needs approval from regulators in Brussels and Beijing.",
    "Shares of {latin} closed at HK${price} (+{small}.4%), while the café chain’s naïve forecast was cut to £{small}m.",
    "It isn't clear whether users will pay; only {part}% of them did so last year – a figure that worries investors.",
]
LATIN = ["Acme Robotics", "Example Cloud", "Zürich Motors", "São Paulo Pay", "Café Noir"]
CODE = [
    "def total(rows):\n    return sum(r[{small}] for r in rows if r[0] < {part} and r[2] > 3)  # a & b",
    "SELECT firm, count(*) FROM t{small} WHERE part <> {part} AND name LIKE '%云%' GROUP BY 1;",
    "if (x <= {part} && y >= {small}) {{ log(`${{x}}?`); }} // 返回值小于{part}时退出",
    "$ curl -s 'https://example.com/v{small}/items?page={part}&size=20' | jq '.data[] | .name'",
    "for (int i = 0; i < {part}; i++) a[i] = b[i] ? c[i] : d[i]; /* 第{small}行 */",
    '{{"firm": "{firm}", "part": {part}, "tags": ["{goods}", "a&b"], "ok": true, "note": "是否继续?"}}',
]
TABLES = [
    "| 公司 | 收入 | 增长 |\n|---|---|---|\n| {firm} | {money} | {part}% |\n| {firm2} | {money} | -{small}% |",
    "公司\t收入\t占比\n{firm}\t{money}\t{part}%\n{firm2}\t{money}\t{small}%",
    "{firm}……………{part}\n{firm2}……………{small}\n合计……………{price}",
]
SIGNS = [
    "今天的{goods}太好用了😀👍🏽，全家一起去{place}玩👨\u200d👩\u200d👧，国旗🇨🇳和❤️都有，给{small}颗★★★☆☆",
    "①{goods}②{firm}③{place}，№{small}，℃与‰，Ⅲ期、Ⅳ期，→见第{part}页；■□◆◇○●△▲",
    "α、β与γ三个系数，ΔE=mc²，x≥{part}，5×3=15±2，½与¾，1°23′45″",
    "#{goods}# @{firm} 回复{price}条？？真的假的？！——不知道……～就这样吧～",
    "T恤、K线、A股、B站、V社、5G、Wi-Fi 6、iPhone {small}、C++、.NET、{firm}A轮",
    "Привет, {firm}；日本語のテスト、カタカナ。한국어 {part}%",
    "{person}（Lin Jiahe）、李(Li)先生与王(Wáng)女士、史蒂夫·乔布斯、Q&A、AT&T、R&D占{part}%",
]
_COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"


def fill(sentence: str, rng: random.Random) -> str:
    """A sentence with its slots filled."""
    firm, other = rng.sample(FIRMS, 2)
    return sentence.format(
        firm=firm,
        firm2=other,
        person=rng.choice(PEOPLE),
        place=rng.choice(PLACES),
        goods=rng.choice(GOODS),
        latin=rng.choice(LATIN),
        month=rng.randint(1, 12),
        day=rng.randint(1, 28),
        quarter=rng.choice("一二三四"),
        money=f"{rng.randint(1, 99)}.{rng.randint(1, 9)}{rng.choice(['亿', '万', '千万', '亿美', '万港'])}元",
        count=f"{rng.randint(2, 900)}{rng.choice(['万', '亿', '万余'])}",
        part=rng.randint(1, 99),
        small=rng.randint(2, 30),
        price=rng.randint(100, 9999),
    )


def simplified(rng: random.Random) -> str:
    """One to four sentences of Simplified news."""
    return "".join(fill(sentence, rng) for sentence in rng.sample(SENTENCES, rng.randint(1, 4)))


@cache
def _converter() -> object:
    import opencc

    return opencc.OpenCC("s2tw")


def traditional(rng: random.Random) -> str:
    """The same in Traditional characters."""
    made: str = _converter().convert(simplified(rng))  # type: ignore[attr-defined]
    return made


def english(rng: random.Random) -> str:
    """One to three sentences of English news."""
    return " ".join(fill(sentence, rng) for sentence in rng.sample(ENGLISH, rng.randint(1, 3)))


def signs(rng: random.Random) -> str:
    """Code, tables, emoji, formulas, foreign letters; alone or beside a sentence."""
    odd = fill(rng.choice(CODE + TABLES + SIGNS + SIGNS), rng)
    return odd if rng.random() < 0.5 else f"{simplified(rng)}\n{odd}"


def rare(rng: random.Random) -> str:
    """Rare characters: names, places and chains that no word list has, inside a sentence or with nothing around them."""
    last = rng.choice([0x9FA5, 0x9FFF])
    chains = ["".join(chr(rng.randint(0x4E00, last)) for _ in range(rng.randint(1, 9))) for _ in range(rng.randint(1, 4))]
    if rng.random() < 0.2:
        chains = ["".join(rng.choice(_COMMON) if rng.random() < 0.4 else ch for ch in chain) for chain in chains]
    listed = rng.choice(["、", "，", "?", " ", "\n", ""]).join(chains)
    return rng.choice(["出席的有{}等人。", "“{}”是什么意思?他问。", "{}", "字表：{}（共{}字）", "{}县的旧称，见《说文》。"]).format(listed, len(listed))


KINDS = {"Simplified": simplified, "Traditional": traditional, "English": english, "signs": signs, "rare": rare}
