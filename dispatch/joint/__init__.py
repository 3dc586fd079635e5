"""Several incidents at once: who goes where, so that the gravest is not late, then the others."""

from dispatch.joint.settle import JointConfig, Need, pays, settle

__all__ = ["JointConfig", "Need", "pays", "settle"]
