"""An introduction pipeline: parameters of five types, and a task that runs on a condition.

    python intro.py intro.json

`component_settings` is the module that `ComponentSettings.toPythonModule()` writes:
each component of it installs from one index only.
"""

import sys
from typing import Any, Dict, List

from component_settings import component
from kfp import compiler, dsl

PACKAGES = ["pandas==3.1.1", "google-genai==2.34.0"]  # of packages/pipelines.txt


@component(packages_to_install=PACKAGES)
def example_parameters(in_str: str, in_int: int, in_float: float, in_bool: bool, in_list: List[Any]) -> Dict[str, Any]:
    import pandas

    values = {"ex_str": in_str, "ex_int": in_int, "ex_float": in_float, "ex_bool": in_bool, "ex_list": in_list}
    print(pandas.Series(values))
    return values


@component
def example_artifact(values: Dict[str, Any], artifact: dsl.Output[dsl.Artifact]):
    artifact.metadata = values


@dsl.pipeline(name="mlops-pipeline-intro", description="An introduction pipeline")
def intro(in_str: str, in_int: int, in_float: float, in_bool: bool, in_list: List[Any]):
    first = example_parameters(in_str=in_str, in_int=in_int, in_float=in_float, in_bool=in_bool, in_list=in_list)
    with dsl.If(in_bool == True, name="Proceed If True"):
        example_artifact(values=first.output)


if __name__ == "__main__":
    compiler.Compiler().compile(intro, sys.argv[1])
