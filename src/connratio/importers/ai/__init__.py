"""Logs of AI assistants: what a person did and when the machine worked, without a word of what was said.

A reader fills a `Trail` (`ai.trail`) and hands it to `batch_of` (`ai.batches`), which applies the rules of time (`ai.times`)
and gives activities with evidence `ai` (hands-on), `ai_watching`, `ai_unattended` (machine time) and `ai_waiting`:

    trail = Trail()
    trail.opens(clean(source.name))            # each file before its events: origins name it, with the line given to `add`
    session = trail.session("7c1f", "gemini-cli", project="shop", model="gemini-x")
    trail.add(session, ms, What.PROMPT)        # a person acted; LIKELY, COMMAND, INTERRUPT, STEER, ANSWER
    trail.add(session, ms, What.MACHINE)       # the machine wrote something; ASKED: it asks the person and waits
    trail.add(session, ms, What.MACHINE, trail.model("gemini-y"))  # which model, where it changes within a session
    trail.add(session, ms, What.DONE, 14210)   # the turn ended here; the tool says that it worked for 14210 ms of it
    trail.add(session, ms, What.RUN, end_ms)   # the machine is known to have worked from `ms` to `end_ms`
    yield batch_of(trail, "gemini-cli", self.name, source.path, tuple(problems), skipped)

Events may come in any order. Sessions of programs (`attended=False`) and of sub-agents (`sub=True`) have machine time only:
what looks like a prompt in them is no act.
"""
