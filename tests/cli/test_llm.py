from tests.cli.desk import Desk


def test_the_figures_say_that_rules_drafted_and_no_model_was_asked(desk: Desk) -> None:
    desk.start("llm-1")
    desk.asked("llm-1:need:1")
    told = desk("llm", "--stats", "llm-1", "--json")
    assert told.code == 0
    assert told.document["prompts"] == []
    [need] = told.document["kinds"]
    assert (need["kind"], need["drafts"], need["by_rules"]) == ("need", 1, 1)
    words = desk("llm", "llm-1", "--lang", "zh").out
    assert words.splitlines() == [
        "尚未调用过模型。",
        "协作需求：草稿 1 份，模型 0 份（修正 0 次），规则 1 份（100%）",
    ]


def test_a_collaboration_that_nobody_knows_is_told(desk: Desk) -> None:
    answer = desk("llm", "--stats", "nobody-knows")
    assert (answer.code, answer.err) == (2, "there is nothing called nobody-knows\n")
