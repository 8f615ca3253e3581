"""The words of ``assets/docs/fairness.md``, Chinese and English; every number is put in by a run."""

from __future__ import annotations

HEAD = (
    "# 公平性说明 · Fairness note\n\n"
    "由 `{command}` 在 {day} 写成，数字不是手填的。区间是 95 %（Wilson）。"
    "**太少**：这一组不到 {enough} 人，看区间的上限，不看比例。\n\n"
    "Written by `{command}` on {day}; no number is typed in. Intervals are 95 % (Wilson). **few** marks a\n"
    "group of fewer than {enough} people: what is known of it is the far end of the interval, not the share."
)
RULES = (
    "## 耳朵、眉毛和眼睛露出来了吗 · Ears, brows and eyes\n\n"
    "画出来的人，肤色和发型两两组合，人数相同；一半人的头发遮住耳朵、眉毛或眼睛。"
    "误放行：遮住了却通过；误拒：露出来了却不通过。\n\n"
    "Drawn people, as many of every tone with every hair style; half of them have hair over ears, brows or\n"
    "eyes. A false accept passes what is covered, a false reject refuses what is to be seen."
)
COMPARED = (
    "## 是同一个人吗 · The same person?\n\n"
    "画出来的脸彼此太像，说明不了“陌生人被当成本人”的比例。能看出的是：脸找不找得到；"
    "换姿势、戴眼镜、换光线后还认不认得；同一组里换了人能不能发现。\n\n"
    "Drawn faces are too alike to say how often strangers match. What can be read: whether a face is found,\n"
    "whether it is still the same in another pose, with glasses or in other light, and whether a swap\n"
    "within the group is noticed."
)
LIVE = (
    "## 是真人吗 · A live person?\n\n"
    "画出来的人，以及他们的照片、屏幕和剪影。\n\n"
    "Drawn people, and still pictures of them on paper and screens."
)
REAL = (
    "## 真人照片 · Real people\n\n"
    "Face Research Lab London Set（DeBruine、Jones，2017）的 {people} 人，标注来自数据集。"
    "表情自然的照片对微笑的照片，分数线 {mark}。耳朵按目测标注；遮住的，是用本人的头发画上去的。\n\n"
    "{people} people of the Face Research Lab London Set (DeBruine and Jones 2017), labelled as the set has\n"
    "it; neutral against smiling pictures at the mark of {mark}. Ears as labelled by eye; covered ones are\n"
    "painted over with the person's own hair."
)
LIMITS = (
    "## 说不了什么 · What this cannot say\n\n"
    "- 画出来的人只说明肤色深浅和发型本身会不会妨碍程序找到脸、看清耳朵和眉毛。"
    "真人的差别多得多：五官、皱纹、胡须、头巾、年龄、残疾。\n"
    "- 真人照片只有 68 位成年人，同一天在很好的光线下拍成，没有年龄和肤色的标注，东亚人很少。"
    "中国考生才是主要的使用者，这份数据说明不了他们。\n"
    "- 所以：人像比对和真人判断默认都关着；打开以后，不到分数线只是请工作人员看一眼，不是拒绝。"
    "学校应当用自己的数据再测一次，留意哪些人更常被请去人工核对。\n\n"
    "- Drawn people tell only whether tone and hair as such keep a face from being found, or ears and brows\n"
    "  from being seen. People differ in far more: features, wrinkles, beards, scarves, age, disability.\n"
    "- The real pictures are of 68 adults on one day in good light, without labels of age or skin tone, and\n"
    "  few of them are East Asian. Students in China are whom this is for: of them these data say little.\n"
    "- Hence comparison and the live-person check are off by default, and below the mark a member of staff\n"
    "  looks: nobody is turned away by a score. A school should measure again on data of its own, and watch\n"
    "  who is sent to staff more often."
)
TONE = {"light": "浅 · light", "medium": "中 · medium", "dark": "深 · dark"}
HAIR = {"short": "短发 · short", "bob": "齐肩发 · bob", "long": "长发 · long"}
SEX = {"female": "女 · female", "male": "男 · male"}
ALL, FEW = "全部 · all", "（太少 · few）"
GROUP, LABEL, PEOPLE = "肤色、发型 · skin, hair", "标注 · label", "人数 · people"
EARS_ACCEPTED, EARS_REFUSED = "耳朵误放行 · ears: false accepts", "耳朵误拒 · ears: false rejects"
ACCEPTED, REFUSED = "四条规则误放行 · all four: false accepts", "误拒 · false rejects"
UNSEEN = "有没看清的 · something not judged"
NO_FACE, LOST = "没找到脸 · no face", "换姿势后不认得 · not the same in another pose"
CHANGED = "戴眼镜、换光线后不认得 · nor with glasses, in other light"
STAYED, NOTICED = "没换人，说没换 · stayed, said so", "换了人，发现了 · swapped, noticed"
PASSED, CAUGHT = "真人通过 · people passed", "照片识破 · pictures refused"
NON_MATCH, MATCH = "不认得本人 · false non-match", "同组认错 · false match, same label"
