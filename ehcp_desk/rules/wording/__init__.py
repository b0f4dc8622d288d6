"""The plain rules of the wording check, as data.  Read by ``ehcp_desk/domain/provision_rules.py``."""
