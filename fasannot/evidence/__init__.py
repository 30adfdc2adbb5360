"""From effect to evidence: rules, criteria, splice outcome and known variants of FAS in ALPS."""
